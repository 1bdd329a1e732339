import { isFinalType, parseTime } from "@weir/contract";
import { ALL, reject, types, type Rule } from "../rule.ts";
import { propose } from "../state.ts";
import type { FlowRunFacts } from "./facts.ts";

/** Which ways lead out of a pause. */
export const handleResuming: Rule<FlowRunFacts> = {
  name: "handle-resuming",
  from: types("PAUSED"),
  to: ALL,
  before({ facts, initial, proposed }) {
    if (!initial) return undefined;
    const { type } = proposed;
    if (!(type === "RUNNING" || type === "SCHEDULED" || type === "CANCELLING" || isFinalType(type)))
      return reject(null, `This run cannot transition to the ${type} state from the ${initial.type} state.`);
    const name = proposed.name.toLowerCase();
    if (initial.details.pause_reschedule && !facts.run.deployment_id)
      return reject(null, `Cannot reschedule a ${name} flow run without a deployment.`);
    if (type === "CANCELLING") return undefined;
    const timeout = initial.details.pause_timeout;
    if (timeout && parseTime(timeout) < facts.now)
      return reject(
        propose("FAILED", { message: `The flow was ${name} and never resumed.` }),
        `The flow run ${proposed.name === "Suspended" ? "suspend" : "pause"} has timed out and can no longer resume.`,
      );
    return undefined;
  },
  after: () => [{ do: "set-policy", fields: { resuming: true } }],
};
