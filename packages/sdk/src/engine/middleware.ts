/**
 * Functions around flows and tasks, in named slots: `run` around a run with all its attempts, `attempt` around each of
 * those with its timeout, `body` around the user's function within it.
 *
 * M1  The first in a list is the outermost; those of `use()` are outside of those of options. All of a slot are outside of
 *     all of the next.
 * M2  `next()` does its work once; called again it gives the same promise.
 * M3  `run` watches: nothing that it does changes how the run ends. A stop from outside stands whatever `attempt` gives.
 * M4  Where there is no middleware, nothing is wrapped.
 */
import { describeError } from "../errors.ts";
import type { State } from "../states/state.ts";
import type { RunContext } from "./context.ts";
import type { Ending } from "./interrupt.ts";

/** Which run a middleware is around. */
export interface MiddlewareRun {
  readonly kind: "flow" | "task";
  /** Name of the flow or task. */
  readonly name: string;
  /** Id of the run. */
  readonly id: string;
}

/** Which attempt a middleware is around. */
export interface MiddlewareAttempt extends MiddlewareRun {
  /** What the function is called with: the arguments of a task, the one object of parameters of a flow. */
  readonly args: readonly unknown[];
  readonly ctx: RunContext;
}

/** Each slot is optional. A slot calls `next()` for what is inside of it. */
export interface Middleware {
  /**
   * Around the run, from the call to its final state: waits for inputs, places and retries are inside. `next()` gives that
   * state. What it returns is ignored; what it throws is logged; the run happens even where `next()` is not called.
   */
  readonly run?: ((run: MiddlewareRun, next: () => Promise<State>) => unknown) | undefined;
  /**
   * Around an attempt with its timeout. `next()` gives the function's value, or throws what it threw; what this returns or
   * throws is what the attempt comes to. Without `next()` the function is not called.
   */
  readonly attempt?: ((attempt: MiddlewareAttempt, next: () => Promise<unknown>) => unknown) | undefined;
  /** The same just around the function: its time counts for the timeout, and `runContext()` works in it. */
  readonly body?: ((attempt: MiddlewareAttempt, next: () => Promise<unknown>) => unknown) | undefined;
}

type Around<C> = (call: C, next: () => Promise<unknown>) => unknown;

const registered: Middleware[] = [];

/**
 * Puts middleware around all flows and tasks of this process whose runs begin from now on.
 *
 * @returns what takes it away again
 */
export function use(middleware: Middleware): () => void {
  registered.push(middleware);
  return () => {
    const index = registered.indexOf(middleware);
    if (index >= 0) registered.splice(index, 1);
  };
}

/** What is in a slot, outermost first; `undefined` if nothing is (M4). */
export function layersOf<S extends keyof Middleware>(
  own: readonly Middleware[] | undefined,
  slot: S,
): readonly NonNullable<Middleware[S]>[] | undefined {
  if (own === undefined && registered.length === 0) return undefined;
  const layers = [...registered, ...(own ?? [])].flatMap((middleware) => middleware[slot] ?? []);
  return layers.length > 0 ? (layers as NonNullable<Middleware[S]>[]) : undefined;
}

/** Calls the layers around `inner`. */
export function around<C>(layers: readonly Around<C>[], call: C, inner: () => unknown): Promise<unknown> {
  const from = async (index: number): Promise<unknown> => {
    const layer = layers[index];
    return layer
      ? layer(
          call,
          once(() => from(index + 1)),
        )
      : inner();
  };
  return from(0);
}

/** An attempt within its layers. */
export async function aroundAttempt(
  layers: readonly Around<MiddlewareAttempt>[],
  call: MiddlewareAttempt,
  attempt: () => Promise<Ending>,
): Promise<Ending> {
  let ending: Ending | undefined;
  const inner = async (): Promise<unknown> => {
    ending = await attempt();
    if (ending.kind === "value") return ending.value;
    throw ending.kind === "error" ? ending.error : ending.reason;
  };
  try {
    const value = await around(layers, call, inner);
    return ending?.kind === "interrupted" ? ending : { kind: "value", value };
  } catch (error) {
    return ending?.kind === "interrupted" ? ending : { kind: "error", error };
  }
}

/** A run within its layers. Gives and throws what the run itself does (M3). */
export async function aroundRun<T>(
  layers: readonly NonNullable<Middleware["run"]>[],
  run: MiddlewareRun,
  inner: () => Promise<T>,
  stateOf: (outcome: T) => State,
  report: (message: string) => void,
): Promise<T> {
  const start = once(inner);
  let failure: unknown;
  const watched = (): Promise<State> =>
    start().then(stateOf, (error: unknown) => {
      failure = error;
      throw error;
    });
  const from = async (index: number): Promise<State> => {
    const layer = layers[index];
    if (!layer) return watched();
    const next = once(() => from(index + 1));
    try {
      await layer(run, next);
    } catch (error) {
      if (error !== failure) report(`middleware around ${run.kind} ${run.name} failed: ${describeError(error)}`);
    }
    return next();
  };
  await from(0).catch(() => {}); // what fails the run itself is thrown below
  return start();
}

function once<T>(fn: () => Promise<T>): () => Promise<T> {
  let called: Promise<T> | undefined;
  return () => (called ??= fn());
}
