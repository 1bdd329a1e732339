import { ALL, amend, TERMINAL, types, type Rule } from "../rule.ts";
import type { TaskRunFacts } from "./facts.ts";

/** A second execution says so in its name. A run that comes back from a final state counts from the start. */
export const renameReruns: Rule<TaskRunFacts> = {
  name: "rename-reruns",
  from: ALL,
  to: types("RUNNING"),
  before({ facts, initial, proposed }) {
    if (!initial || TERMINAL.has(initial.type) || facts.run.run_count === 0) return undefined;
    return amend({ ...proposed, name: initial.name === "AwaitingRetry" ? "Retrying" : "Rerunning" });
  },
};
