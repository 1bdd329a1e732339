import { clampedPoisson } from "../jitter.ts";
import { reject, types, type Rule } from "../rule.ts";
import { scheduled } from "../state.ts";
import type { TaskRunFacts } from "./facts.ts";

/** A failed run with retries left is scheduled again instead, unless its client says that there is no use. */
export const retryFailedTasks: Rule<TaskRunFacts> = {
  name: "retry-failed-tasks",
  from: types("RUNNING"),
  to: types("FAILED"),
  before({ facts, proposed }) {
    const { retries, retry_delay, retry_jitter_factor } = facts.run.policy;
    const { run_count } = facts.run;
    if (proposed.details.retriable === false || retries == null || run_count > retries) return undefined;
    const base = Array.isArray(retry_delay)
      ? (retry_delay[Math.max(0, Math.min(run_count, retry_delay.length) - 1)] ?? 0)
      : (retry_delay ?? 0);
    const delay = retry_jitter_factor && base > 0 ? clampedPoisson(base, retry_jitter_factor, facts.random) : base;
    return reject(
      scheduled(facts.now + Math.round(delay * 1e6), {
        name: "AwaitingRetry",
        message: proposed.message,
        data: proposed.data,
      }),
      "Retrying",
    );
  },
};
