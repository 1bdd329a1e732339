import { isPersisted } from "@weir/contract";
import { reject, types, type Rule } from "../rule.ts";
import type { FlowRunFacts } from "./facts.ts";

export const RESULT_WOULD_BE_LOST =
  "Cannot overwrite a COMPLETED state that carries persisted result data with one that does not.";

/** Not even a forced transition throws away a stored result. */
export const preventResultDataLoss: Rule<FlowRunFacts> = {
  name: "prevent-result-data-loss",
  from: types("COMPLETED"),
  to: types("COMPLETED"),
  before: ({ initial, proposed }) =>
    isPersisted(initial?.data) && !isPersisted(proposed.data) ? reject(null, RESULT_WOULD_BE_LOST) : undefined,
};
