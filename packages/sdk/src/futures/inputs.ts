/**
 * Futures, states and linked results among the arguments of a call.
 *
 * I1  Futures and states are found anywhere inside arrays and plain objects, and replaced by their values in copies of
 *     just the containers that hold them. Everything else reaches the function as the very object that was passed.
 * I2  An object that a task returned is known again when it is passed on, as an argument or one level inside one: the
 *     graph shows the edge. Numbers, text and the like cannot be told apart and leave no edge.
 */
import type { TaskRun } from "@weir/contract";
import { UpstreamFailed } from "../errors.ts";
import { isCompleted, State } from "../states/state.ts";
import { AllowFailure } from "./annotations.ts";
import { TaskFuture } from "./future.ts";
import { FutureList } from "./list.ts";

/** Which run made an object. Runs are told by what the wire wants to know of them. */
export type Links = WeakMap<object, string>;
/** Upstream runs by the name of the parameter they come in through. */
export type TaskInputs = NonNullable<TaskRun["task_inputs"]>;

type Dependency = TaskFuture<unknown> | FutureList<unknown> | State;

/** Beyond so many elements of one argument, links are not looked up: nobody could read that graph. */
const LINKED_ELEMENTS = 256;

const isDependency = (value: object): value is Dependency =>
  value instanceof TaskFuture || value instanceof State || value instanceof FutureList;

export function isPlainObject(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** True if there is a future, a state or an annotation anywhere in the value. */
export function hasDependency(value: unknown, seen?: Set<object>): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (isDependency(value) || value instanceof AllowFailure) return true;
  const isArray = Array.isArray(value);
  if (!isArray && !isPlainObject(value)) return false;
  const visited = seen ?? new Set<object>();
  if (visited.has(value)) return false;
  visited.add(value);
  if (isArray) {
    for (const item of value) if (typeof item === "object" && hasDependency(item, visited)) return true;
  } else {
    for (const key in value) {
      const item = value[key];
      if (typeof item === "object" && hasDependency(item, visited)) return true;
    }
  }
  return false;
}

/**
 * The ids of the runs that a value comes from, without waiting for any.
 *
 * @param deep whether to look below the first level: only needed where `hasDependency` says so
 */
export function upstreamIds(value: unknown, links: Links, deep: boolean): string[] {
  const ids = new Set<string>();
  const seen = new Set<object>();
  const visit = (item: unknown, depth: number) => {
    if (typeof item !== "object" || item === null || seen.has(item)) return;
    seen.add(item);
    if (item instanceof TaskFuture) ids.add(item.id);
    else if (item instanceof State) {
      if (item.taskRunId !== undefined) ids.add(item.taskRunId);
    } else if (item instanceof FutureList) {
      if (item.isKnown) for (const future of item) ids.add(future.id);
    } else if (item instanceof AllowFailure) visit(item.value, depth);
    else {
      const link = depth <= 1 ? links.get(item) : undefined;
      if (link !== undefined) ids.add(link);
      if (depth > 0 && !deep) return;
      const elements = elementsOf(item);
      const limit = deep ? elements.length : Math.min(elements.length, LINKED_ELEMENTS);
      for (let index = 0; index < limit; index++) visit(elements[index], depth + 1);
    }
  };
  visit(value, 0);
  return [...ids];
}

export const elementsOf = (value: object): readonly unknown[] =>
  Array.isArray(value) ? value : isPlainObject(value) ? Object.values(value) : [];

type Settled = ReadonlyMap<object, State | readonly State[]>;

/**
 * Waits for every future in the value, then gives the value with results in the place of futures.
 *
 * @throws UpstreamFailed if one of them did not complete
 */
export async function resolveInputs<T>(value: T): Promise<T> {
  return (await replace(value, await settle(value), new Map())) as T;
}

/** The final states of all futures within the value. */
export async function settle(value: unknown): Promise<Settled> {
  const states = new Map<object, State | readonly State[]>();
  const seen = new Set<object>();
  const waits: Promise<void>[] = [];
  const visit = (item: unknown) => {
    if (typeof item !== "object" || item === null || seen.has(item)) return;
    seen.add(item);
    if (item instanceof TaskFuture) waits.push(item.state().then((state) => void states.set(item, state)));
    else if (item instanceof FutureList) waits.push(item.states().then((all) => void states.set(item, all)));
    else if (item instanceof State) states.set(item, item);
    else if (item instanceof AllowFailure) visit(item.value);
    else elementsOf(item).forEach(visit);
  };
  visit(value);
  await Promise.all(waits);
  return states;
}

async function replace(value: unknown, states: Settled, done: Map<object, unknown>): Promise<unknown> {
  if (typeof value !== "object" || value === null) return value;
  if (isDependency(value)) return needed(states.get(value));
  if (value instanceof AllowFailure) {
    const found = typeof value.value === "object" && value.value !== null ? states.get(value.value) : undefined;
    return found === undefined ? replace(value.value, states, done) : tolerated(found);
  }
  if (!hasDependency(value)) return value;
  if (done.has(value)) return done.get(value);
  if (Array.isArray(value)) {
    const copy: unknown[] = [];
    done.set(value, copy);
    for (const item of value) copy.push(await replace(item, states, done));
    return copy;
  }
  const copy: Record<string, unknown> = {};
  done.set(value, copy);
  for (const [key, item] of Object.entries(value)) copy[key] = await replace(item, states, done);
  return copy;
}

/** The value of a run that had to complete. */
async function needed(state: State | readonly State[] | undefined): Promise<unknown> {
  if (Array.isArray(state)) return Promise.all((state as readonly State[]).map(needed));
  const single = state as State;
  if (isCompleted(single)) return single.result();
  throw new UpstreamFailed(`an input did not complete: ${single.toString()}`, { cause: await single.error() });
}

/** The value of a run that may have failed: then its error. */
async function tolerated(state: State | readonly State[]): Promise<unknown> {
  if (Array.isArray(state)) return Promise.all((state as readonly State[]).map(tolerated));
  const single = state as State;
  if (single.type === "FAILED" || isNotReady(single)) return await single.error();
  return needed(single);
}

/** True for a run that never started because an input of it did not complete. */
export const isNotReady = (state: State): boolean => state.type === "PENDING" && state.name === "NotReady";
