import { allBut, reject, types, type Rule } from "../rule.ts";
import type { FlowRunFacts } from "./facts.ts";

/** What is being cancelled ends cancelled. */
export const enforceCancellingToCancelled: Rule<FlowRunFacts> = {
  name: "enforce-cancelling-to-cancelled",
  from: types("CANCELLING"),
  to: allBut("CANCELLED"),
  before: () => reject(null, "Cannot transition flows that are cancelling to a state other than Cancelled."),
};
