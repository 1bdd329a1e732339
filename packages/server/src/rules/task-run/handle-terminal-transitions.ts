import { isFinalType, isPersisted } from "@weir/contract";
import type { Effect } from "../effects.ts";
import { abort, ALL, reject, TERMINAL, type Rule } from "../rule.ts";
import type { TaskRunFacts } from "./facts.ts";

/** Which ways lead out of a final state. Going back to work begins a new count of retries. */
export const handleTerminalTransitions: Rule<TaskRunFacts> = {
  name: "handle-terminal-transitions",
  from: TERMINAL,
  to: ALL,
  before({ facts, initial, proposed }) {
    if (!initial) return undefined;
    const { type } = proposed;
    if (type === "CANCELLING" || type === "PAUSED" || type === "CRASHED")
      return abort(`Run is already ${initial.type}.`);
    if (initial.type === "COMPLETED" && isPersisted(initial.data))
      return reject(null, "This run is already completed.");
    const effects: Effect[] = isFinalType(type) ? [] : [{ do: "set-run-count", value: 0 }];
    const flowRetries = type === "RUNNING" && facts.flowRun && facts.run.flow_run_run_count < facts.flowRun.run_count;
    return { is: "amend", state: flowRetries ? { ...proposed, name: "Retrying" } : proposed, effects };
  },
  undo: ({ facts }) => [{ do: "set-run-count", value: facts.run.run_count }],
};
