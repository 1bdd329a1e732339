import { types, type Rule } from "../rule.ts";
import type { FlowRunFacts } from "./facts.ts";

/** A client that cannot renew its lease must not lose its slot to the lease's end. */
export const forgetLeaseOfOldClients: Rule<FlowRunFacts> = {
  name: "forget-lease-of-old-clients",
  from: types("PENDING"),
  to: types("RUNNING", "CANCELLING"),
  after({ facts, initial }) {
    const leaseId = initial?.details.deployment_concurrency_lease_id;
    return leaseId && !facts.clientRenewsLeases ? [{ do: "forget-deployment-lease", leaseId }] : [];
  },
};
