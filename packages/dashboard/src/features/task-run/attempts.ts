/** The attempts of a task run, read from the states it has been in. Pure, so that the reading can be tested. */
import type { State } from "@weir/contract";
import { toMillis } from "../../ui/format/time.ts";

export interface Attempt {
  /** From 1. */
  readonly number: number;
  /** Milliseconds since the epoch: when it began to wait for this attempt, when it ran, when that ended. */
  readonly waited: number;
  readonly from: number;
  /** `undefined` while it goes on. */
  readonly to: number | undefined;
  /** The state it ended in, or is in. */
  readonly outcome: State;
  /** Why the attempt did not succeed, if one follows: the message of the state that says so. */
  readonly reason: string | undefined;
}

const isRunning = (state: State): boolean => state.type === "RUNNING";

/** States in the order of time. Each running state that follows one of another kind begins an attempt. */
export function attemptsOf(states: readonly State[]): readonly Attempt[] {
  const attempts: Attempt[] = [];
  let waited = toMillis(states[0]?.timestamp);
  for (const [index, state] of states.entries()) {
    const before = states[index - 1];
    if (!isRunning(state) || (before && isRunning(before))) continue;
    const from = toMillis(state.timestamp) ?? 0;
    const next = states.slice(index + 1).find((later) => !isRunning(later));
    const to = toMillis(next?.timestamp);
    const outcome = next ?? state;
    attempts.push({
      number: attempts.length + 1,
      waited: waited ?? from,
      from,
      to,
      outcome,
      reason: outcome.message || undefined,
    });
    waited = to;
  }
  return attempts;
}
