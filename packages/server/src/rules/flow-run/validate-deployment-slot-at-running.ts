import { reject, types, type Rule } from "../rule.ts";
import { propose } from "../state.ts";
import type { FlowRunFacts } from "./facts.ts";

/** A run may start only while it holds its deployment's slot: the claim may have expired while it was prepared. */
export const validateDeploymentSlotAtRunning: Rule<FlowRunFacts> = {
  name: "validate-deployment-slot-at-running",
  from: types("PENDING"),
  to: types("RUNNING"),
  before({ facts, initial }) {
    const leaseId = initial?.details.deployment_concurrency_lease_id;
    const { limit } = facts;
    if (!limit || !leaseId || !facts.clientRenewsLeases) return undefined;
    if (facts.leaseAlive)
      return { is: "accept", effects: [{ do: "renew-deployment-slot", leaseId, leaseSeconds: limit.graceSeconds }] };
    if (limit.free)
      return { is: "accept", effects: [{ do: "acquire-deployment-slot", leaseSeconds: limit.graceSeconds }] };
    return reject(
      propose("CANCELLED", { message: "Deployment concurrency slot lost during provisioning - another run has it." }),
      "Deployment concurrency limit reached after lease expiry.",
    );
  },
};
