import { amend, type Transform } from "../rule.ts";
import type { FlowRunFacts } from "./facts.ts";

/** The lease of a deployment slot goes along from state to state, also into final ones: there it is released. */
export const preserveDeploymentLease: Transform<FlowRunFacts> = {
  name: "preserve-deployment-lease",
  always: true,
  before({ initial, proposed }) {
    const lease = initial?.details.deployment_concurrency_lease_id;
    if (!lease || proposed.details.deployment_concurrency_lease_id) return undefined;
    return amend({ ...proposed, details: { ...proposed.details, deployment_concurrency_lease_id: lease } });
  },
};
