import { abort, allBut, reject, types, type Rule } from "../rule.ts";
import { propose, scheduled } from "../state.ts";
import type { FlowRunFacts } from "./facts.ts";

/** How long a run waits before it asks for a slot again, in microseconds. */
const QUEUE_DELAY = 30_000_000;

/** A run takes its deployment's slot when it is claimed. */
export const secureDeploymentSlot: Rule<FlowRunFacts> = {
  name: "secure-deployment-slot",
  from: allBut("PENDING", "RUNNING", "CANCELLING"),
  to: types("PENDING"),
  before({ facts }) {
    const { limit } = facts;
    if (facts.run.deployment_id && !facts.deploymentExists) return abort("Deployment does not exist.");
    if (!limit) return undefined;
    if (limit.limit === 0)
      return abort("The deployment concurrency limit is 0. The flow will deadlock if submitted again.");
    if (limit.free)
      return { is: "accept", effects: [{ do: "acquire-deployment-slot", leaseSeconds: limit.graceSeconds }] };
    const reason = "Deployment concurrency limit reached.";
    return limit.strategy === "CANCEL_NEW"
      ? reject(propose("CANCELLED", { message: reason }), reason)
      : reject(scheduled(facts.now + QUEUE_DELAY, { name: "AwaitingConcurrencySlot" }), reason);
  },
  undo: () => [{ do: "undo-deployment-slot" }],
};
