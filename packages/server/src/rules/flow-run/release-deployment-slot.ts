import type { Transform } from "../rule.ts";
import type { FlowRunFacts } from "./facts.ts";

const HOLDING = new Set(["PENDING", "RUNNING", "CANCELLING"]);

/** A run that leaves the states in which it holds its deployment's slot gives it back, unless it retries in place. */
export const releaseDeploymentSlot: Transform<FlowRunFacts> = {
  name: "release-deployment-slot",
  always: true,
  after({ facts, initial, proposed }) {
    if (!proposed || !initial || !facts.run.deployment_id) return [];
    if (!HOLDING.has(initial.type) || HOLDING.has(proposed.type)) return [];
    if (initial.type === "RUNNING" && proposed.name === "AwaitingRetry") return [];
    return [{ do: "release-deployment-slot", leaseId: initial.details.deployment_concurrency_lease_id ?? null }];
  },
};
