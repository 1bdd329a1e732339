import { isFinalType } from "@weir/contract";
import { ALL, type Rule, types } from "../rule.ts";
import type { ProposedState } from "../state.ts";
import type { FlowRunFacts } from "./facts.ts";

const refusing = (name: string, isLate: (proposed: ProposedState) => boolean): Rule<FlowRunFacts> => ({
  name,
  from: ALL,
  to: types("COMPLETED", "FAILED", "CRASHED", "CANCELLED", "PAUSED", "CANCELLING"),
  before({ facts, proposed }) {
    const { lost, attempt } = facts.run;
    if (lost === null || !isLate(proposed)) return undefined;
    const kept = isFinalType(proposed.type);
    const reason =
      `The server has declared attempt ${attempt} of this run lost: it heard nothing of it for too long.` +
      (kept ? " What it reports now is kept as a late result." : "");
    return { is: "abort", reason, effects: kept ? [{ do: "keep-late-result", proposed }] : [] };
  },
});

/**
 * What the process of an attempt that the server itself declared lost has to say no longer counts, until somebody
 * accepts it: others have acted on the loss. Scheduled, Pending and Running begin another attempt.
 */
export const refuseLateWrites = refusing("refuse-late-writes", () => true);

/** A process names its transitions, also those that it forces. A forced one without a name is a person's word. */
export const refuseLateForcedWrites = refusing(
  "refuse-late-forced-writes",
  ({ details }) => details.transition_id !== null,
);
