import { reject, types, type Rule } from "../rule.ts";
import { scheduled } from "../state.ts";
import type { FlowRunFacts } from "./facts.ts";

/** A failed run with retries left is scheduled again instead, in the same process. */
export const retryFailedFlows: Rule<FlowRunFacts> = {
  name: "retry-failed-flows",
  from: types("RUNNING"),
  to: types("FAILED"),
  before({ facts, initial, proposed }) {
    const { retries, retry_delay } = facts.run.policy;
    if (retries == null || facts.run.run_count > retries)
      return { is: "accept", effects: [{ do: "set-policy", fields: { retry_type: null } }] };
    return reject(
      scheduled(facts.now + (retry_delay ?? 0) * 1_000_000, {
        name: "AwaitingRetry",
        message: proposed.message,
        data: proposed.data,
        details: {
          deployment_concurrency_lease_id: initial?.details.deployment_concurrency_lease_id ?? null,
        },
      }),
      "Retrying",
      [{ do: "set-policy", fields: { resuming: false, pause_keys: [], retry_type: "in_process" } }],
    );
  },
};
