/**
 * Two histories of one run made one: what the server has, and what was recorded elsewhere while the run's process could
 * not reach it. Pure.
 *
 * G1. Every state is kept once. One that was proposed to both sides, because the answer of the first was lost, is known
 *     again by the id of its transition.
 * G2. The run shows the newest state; but what its own process recorded as its end overrules what others made of a run
 *     they could not see: that it is lost, that it is to be cancelled or paused.
 * G3. Once the run was begun anew elsewhere, what is recorded of the earlier execution joins the history and no more.
 */
import { isFinalType, type StateType } from "@weir/contract";
import { bookkeeping, type RunTimes } from "../bookkeeping.ts";
import type { State } from "../state.ts";

export interface Merged {
  /** What is to be added to the history, at times that are free. */
  readonly fresh: readonly State[];
  /** What the run shows. */
  readonly standing: State;
  /** True if that is one of the fresh ones. */
  readonly changed: boolean;
  readonly times: RunTimes;
  /** How many executions the history tells of. */
  readonly attempts: number;
}

const BEGINS: ReadonlySet<StateType> = new Set(["SCHEDULED", "PENDING", "RUNNING"]);
const MADE_BY_OTHERS: ReadonlySet<StateType> = new Set(["CRASHED", "CANCELLING", "PAUSED"]);
const CLAIMED: ReadonlySet<StateType | undefined> = new Set(["PENDING", "RUNNING", "PAUSED"]);

const BLANK: RunTimes = {
  run_count: 0,
  expected_start_time: null,
  next_scheduled_start_time: null,
  start_time: null,
  end_time: null,
  total_run_time: 0,
};

const byTime = (a: State, b: State): number => a.timestamp - b.timestamp;

/** The ids by which a history knows a state again. */
const idsOf = (states: readonly State[]): ReadonlySet<string> =>
  new Set(states.flatMap(({ id, details }) => (details.transition_id === null ? [id] : [id, details.transition_id])));

const knows = (ids: ReadonlySet<string>, { id, details }: State): boolean =>
  ids.has(id) || (details.transition_id !== null && ids.has(details.transition_id));

/** At a time of its own: no two states of a run have the same. */
function placed(states: readonly State[], taken: Set<number>): State[] {
  return states.map((state) => {
    let { timestamp } = state;
    while (taken.has(timestamp)) timestamp += 1;
    taken.add(timestamp);
    return { ...state, timestamp };
  });
}

function prevails(newest: State, current: State, begunAnew: boolean): boolean {
  if (begunAnew) return false;
  return newest.timestamp > current.timestamp || (isFinalType(newest.type) && MADE_BY_OTHERS.has(current.type));
}

/** What the states up to the one that stands come to. */
function account(history: readonly State[]): Pick<Merged, "times" | "attempts"> {
  let times = BLANK;
  let attempts = 0;
  let initial: State | null = null;
  for (const state of history) {
    times = bookkeeping(times, initial, state, initial?.type !== "PAUSED");
    const begins = state.type === "PENDING" ? initial?.type !== "PENDING" : state.type === "RUNNING";
    if (begins && (state.type === "PENDING" || !CLAIMED.has(initial?.type))) attempts += 1;
    initial = state;
  }
  return { times, attempts };
}

/**
 * @param stored all states that the server has of the run
 * @param current the one it shows
 * @param given what was recorded elsewhere
 * @returns undefined if the server knows all of it
 */
export function mergeHistory(
  stored: readonly State[],
  current: State | null,
  given: readonly State[],
): Merged | undefined {
  const known = idsOf(stored);
  const sorted = given.toSorted(byTime);
  const fresh = placed(
    sorted.filter((state) => !knows(known, state)),
    new Set(stored.map(({ timestamp }) => timestamp)),
  );
  const newest = fresh.at(-1);
  if (!newest) return undefined;
  const own = idsOf(given);
  const begunAnew = stored.some(
    (state) => BEGINS.has(state.type) && state.timestamp > sorted[0]!.timestamp && !knows(own, state),
  );
  const changed = current === null || prevails(newest, current, begunAnew);
  const standing = changed ? newest : current;
  const overruled = changed && current !== null && MADE_BY_OTHERS.has(current.type) && !knows(own, current);
  const history = [...stored, ...fresh]
    .filter((state) => state.timestamp < standing.timestamp && !(overruled && state.id === current.id))
    .toSorted(byTime);
  return { fresh, standing, changed, ...account([...history, standing]) };
}
