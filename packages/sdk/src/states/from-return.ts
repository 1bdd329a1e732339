/** Which final state follows from what a function returned. */
import { elementsOf, hasDependency, isPlainObject, settle } from "../futures/inputs.ts";
import { TaskFuture } from "../futures/future.ts";
import { FutureList } from "../futures/list.ts";
import { inline } from "../results/inline.ts";
import { State, type StateFields } from "./state.ts";

/** A final state to be, and what the caller of the function gets. */
export interface Returned {
  readonly state: StateFields;
  /** The value with states in the place of futures. */
  readonly value: unknown;
}

/** True for values that plainly are results, without looking into them. */
export const isPlainValue = (value: unknown): boolean => typeof value !== "object" || value === null;

export const completed = (value: unknown): StateFields => ({
  type: "COMPLETED",
  data: inline(value),
  outcome: { kind: "value", value },
});

/**
 * The final state of a run whose function returned `value`:
 *
 * - a state that the function made is the run's state;
 * - states of other runs (or futures, which are waited for), one or a list of nothing else, decide together;
 * - anything else is the result of a completed run. States inside it are part of the value.
 */
export async function finalState(value: unknown): Promise<Returned> {
  if (isPlainValue(value) || !hasDependency(value)) return { state: completed(value), value };
  const states = await settle(value);
  const settled = withStates(value, states, new Map());
  if (settled instanceof State && !settled.isOfRun) return { state: ownState(settled), value: settled };
  const list = Array.isArray(settled) ? (settled as unknown[]) : [settled];
  if (list.length > 0 && list.every((item) => item instanceof State))
    return { state: aggregate(list, settled), value: settled };
  // What states hold cannot be kept as plain JSON, so such a value stays in this process.
  return { state: { type: "COMPLETED", outcome: { kind: "value", value: settled } }, value: settled };
}

/**
 * A flow run that gave nothing keeps nothing: the server lets a completed run be run again only as long as there is no
 * result to lose.
 */
export const withoutNothing = (state: StateFields): StateFields =>
  state.outcome?.kind === "value" && state.outcome.value === undefined ? { ...state, data: null } : state;

/** A state that the function made, as fields of the one that the run enters. */
function ownState(state: State): StateFields {
  const outcome = state.outcome;
  return {
    type: state.type,
    name: state.name,
    message: state.message,
    details: state.details,
    outcome,
    data: outcome?.kind === "value" ? inline(outcome.value) : state.data,
  };
}

function aggregate(states: readonly State[], value: unknown): StateFields {
  const count = (test: (state: State) => boolean) => states.filter(test).length;
  const total = states.length;
  const outcome = { kind: "value", value } as const;
  if (states.every((state) => state.type === "COMPLETED"))
    return { type: "COMPLETED", message: "All states completed.", outcome };
  const cancelled = count((state) => state.type === "CANCELLED");
  if (cancelled > 0) return { type: "CANCELLED", message: `${cancelled}/${total} states cancelled.`, outcome };
  if (states.some((state) => state.type === "PAUSED"))
    return { type: "PAUSED", message: "Some states are paused.", outcome };
  const failed = count((state) => state.type === "FAILED" || state.type === "CRASHED");
  if (failed > 0) return { type: "FAILED", message: `${failed}/${total} states failed.`, outcome };
  const open = count((state) => !state.isFinal);
  return { type: "FAILED", message: `${open}/${total} states are not final.`, outcome };
}

type Settled = Awaited<ReturnType<typeof settle>>;

/** A copy with the final states in the place of futures. What holds none stays the same object. */
function withStates(value: unknown, states: Settled, done: Map<object, unknown>): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof State) return value;
  if (value instanceof TaskFuture || value instanceof FutureList) return states.get(value);
  if (done.has(value)) return done.get(value);
  if (!hasDependency(value)) return value;
  if (Array.isArray(value)) {
    const copy: unknown[] = [];
    done.set(value, copy);
    for (const item of elementsOf(value)) copy.push(withStates(item, states, done));
    return copy;
  }
  if (!isPlainObject(value)) return value;
  const copy: Record<string, unknown> = {};
  done.set(value, copy);
  for (const key of Object.keys(value)) copy[key] = withStates(value[key], states, done);
  return copy;
}
