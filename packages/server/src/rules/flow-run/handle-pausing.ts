import { abort, ALL, reject, types, type Rule } from "../rule.ts";
import type { FlowRunFacts } from "./facts.ts";

/** A pause happens in a running flow, once by key; a suspension only where something can start the run again. */
export const handlePausing: Rule<FlowRunFacts> = {
  name: "handle-pausing",
  from: ALL,
  to: types("PAUSED"),
  before({ facts, initial, proposed }) {
    const verb = proposed.name === "Suspended" ? "suspend" : "pause";
    if (!initial) return abort(`Cannot ${verb} flows with no state.`);
    if (initial.type !== "RUNNING") return reject(null, `Cannot ${verb} flows that are not currently running.`);
    const key = proposed.details.pause_key ?? facts.randomKey;
    if (facts.run.policy.pause_keys?.includes(key)) return reject(null, `This ${verb} has already fired.`);
    if (proposed.details.pause_reschedule) {
      if (facts.run.parent_task_run_id) return abort(`Cannot ${verb} subflows.`);
      if (!facts.run.deployment_id) return abort(`Cannot ${verb} flows without a deployment.`);
    }
    return undefined;
  },
  after({ facts, proposed }) {
    const key = proposed?.details.pause_key ?? facts.randomKey;
    return [{ do: "set-policy", fields: { pause_keys: [...(facts.run.policy.pause_keys ?? []), key] } }];
  },
};
