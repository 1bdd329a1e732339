import { reject, types, type Rule } from "../rule.ts";
import { propose } from "../state.ts";
import type { FlowRunFacts } from "./facts.ts";

/** Where nothing runs, nothing needs to be stopped: the run is cancelled at once. */
export const bypassCancellingWithoutInfrastructure: Rule<FlowRunFacts> = {
  name: "bypass-cancelling-without-infrastructure",
  from: types("SCHEDULED", "PAUSED"),
  to: types("CANCELLING"),
  before({ facts, initial }) {
    if ((initial?.type === "SCHEDULED" && !facts.run.infrastructure_pid) || initial?.name === "Resuming")
      return reject(propose("CANCELLED"), "Scheduled flow run has no infrastructure to terminate.");
    if (initial?.type === "PAUSED" && initial.details.pause_reschedule)
      return reject(propose("CANCELLED"), "Suspended flow run has no infrastructure to terminate.");
    return undefined;
  },
};
