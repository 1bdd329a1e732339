import { isFinalType, isPersisted } from "@weir/contract";
import type { Effect } from "../effects.ts";
import { RESULT_WOULD_BE_LOST } from "./prevent-result-data-loss.ts";
import { abort, ALL, reject, TERMINAL, type Rule } from "../rule.ts";
import type { FlowRunFacts } from "./facts.ts";

const setPolicy = (fields: Extract<Effect, { do: "set-policy" }>["fields"]): Effect => ({ do: "set-policy", fields });

/** Which ways lead out of a final state, and what is forgotten on the way. */
export const handleTerminalTransitions: Rule<FlowRunFacts> = {
  name: "handle-terminal-transitions",
  from: TERMINAL,
  to: ALL,
  before({ facts, initial, proposed }) {
    if (!initial) return undefined;
    const { type } = proposed;
    if (type === "CANCELLING" || type === "PAUSED" || type === "CRASHED")
      return abort(`Run is already in terminal state ${initial.type}.`);
    if (initial.type === "COMPLETED" && isPersisted(initial.data)) {
      if (!isFinalType(type)) return reject(null, "Run is already COMPLETED.");
      if (type === "COMPLETED" && !isPersisted(proposed.data)) return reject(null, RESULT_WOULD_BE_LOST);
    }
    if (type === "SCHEDULED" && !facts.run.deployment_id)
      return abort("Cannot reschedule a run without an associated deployment.");
    if (isFinalType(type)) return undefined;
    return {
      is: "accept",
      effects: [setPolicy({ resuming: false, pause_keys: [], retry_type: type === "SCHEDULED" ? "reschedule" : null })],
    };
  },
  undo({ facts }) {
    const { resuming = false, pause_keys = [], retry_type = null } = facts.run.policy;
    return [setPolicy({ resuming, pause_keys, retry_type })];
  },
};
