import { reject, types, type Rule } from "../rule.ts";
import { propose } from "../state.ts";
import type { FlowRunFacts } from "./facts.ts";

/** A late run of a full deployment that cancels what is too much is cancelled instead of waiting on. */
export const enforceLimitOnLate: Rule<FlowRunFacts> = {
  name: "enforce-limit-on-late",
  from: types("SCHEDULED"),
  to: types("SCHEDULED"),
  before({ facts, proposed }) {
    if (proposed.name !== "Late" || !facts.limit || facts.limit.free || facts.limit.strategy !== "CANCEL_NEW")
      return undefined;
    return reject(
      propose("CANCELLED", { message: "Deployment concurrency limit reached." }),
      "Deployment concurrency limit is full and uses the CANCEL_NEW strategy.",
    );
  },
};
