import { ALL, reject, types, type Rule } from "../rule.ts";
import type { FlowRunFacts } from "./facts.ts";

export const onlyScheduledRunsAreLate: Rule<FlowRunFacts> = {
  name: "only-scheduled-runs-are-late",
  from: ALL,
  to: types("SCHEDULED"),
  before({ initial, proposed }) {
    if (proposed.name !== "Late") return undefined;
    if (initial?.type !== "SCHEDULED") return reject(null, "Only scheduled flows can be marked late.");
    if (initial.name === "Late") return reject(null, "This flow run is already marked late.");
    return undefined;
  },
};
