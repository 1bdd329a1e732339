import { ALL, reject, type Rule } from "../rule.ts";
import type { FlowRunFacts } from "./facts.ts";

/** A client that repeats a request whose answer it lost names the same transition again. */
export const preventDuplicateTransitions: Rule<FlowRunFacts> = {
  name: "prevent-duplicate-transitions",
  from: ALL,
  to: ALL,
  before({ initial, proposed }) {
    const id = proposed.details.transition_id;
    if (!id || initial?.details.transition_id !== id) return undefined;
    return reject(null, "This run has already made this state transition.");
  },
};
