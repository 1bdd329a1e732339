/** `concurrency()` and `rateLimit()`: limits that all runs of a server share. */
import { backend as currentBackend } from "../backend.ts";
import { type Duration, inSeconds, milliseconds } from "../duration.ts";
import { logger, runContext } from "../engine/context.ts";
import { currentScope } from "../engine/scope.ts";
import { WeirError } from "../errors.ts";
import { acquire, list, type Patience, type SlotRequest } from "./acquire.ts";
import { HeldLease, LEASE_SECONDS } from "./lease.ts";

/** None of the limits exists, and `strict` asks for them. */
export class NoSuchLimit extends WeirError {
  static override readonly code: string = "no_such_limit";
}

export interface RateLimitOptions {
  /** Slots taken of each limit. Default 1. */
  readonly slots?: number | undefined;
  /** How long to wait for them; `WaitTimedOut` is thrown after that. Default: without end. */
  readonly timeout?: Duration | undefined;
  /** `true`: fails where none of the limits exists. Default: nothing is limited then. */
  readonly strict?: boolean | undefined;
}

export interface ConcurrencyOptions extends RateLimitOptions {
  /**
   * How long the slots stay taken after the process has died: they are renewed three times in this time while it lives.
   * From 60 s to a day. Default 60 s.
   */
  readonly lease?: Duration | undefined;
}

/** What the function that holds slots can know of them. */
export interface HeldSlots {
  /** Aborted when the run is stopped, or with `SlotsLost` when the slots are lost: others may have them then. */
  readonly signal: AbortSignal;
  /** Names of the limits that there are. */
  readonly limits: readonly string[];
}

type Body<T> = (held: HeldSlots) => T;

/**
 * Runs `fn` while it holds slots of all the limits named; waits for them before. They are given back when `fn` has ended,
 * however it ended, and come free by themselves when the process dies. With `strict`, a loss of the slots meanwhile ends
 * the wait for `fn` with `SlotsLost`.
 *
 * @throws WaitTimedOut, NoSuchLimit, SlotsLost, or what `fn` throws
 */
export function concurrency<T>(names: string | readonly string[], fn: Body<T>): Promise<Awaited<T>>;
export function concurrency<T>(
  names: string | readonly string[],
  options: ConcurrencyOptions,
  fn: Body<T>,
): Promise<Awaited<T>>;
export async function concurrency<T>(
  names: string | readonly string[],
  optionsOrFn: ConcurrencyOptions | Body<T>,
  body?: Body<T>,
): Promise<Awaited<T>> {
  const [options, fn] = typeof optionsOrFn === "function" ? [{}, optionsOrFn] : [optionsOrFn, body!];
  const seconds = options.lease === undefined ? LEASE_SECONDS : inSeconds(options.lease, "lease");
  const own = currentScope()?.backend ?? (await currentBackend());
  const granted = await acquire(own.api, requestOf(names, options, seconds), patienceOf(options));
  const lease = new HeldLease(own, granted.leaseIds, seconds);
  try {
    checkThere(names, granted.names, options);
    const run = runContext.optional()?.signal;
    const signal = run ? AbortSignal.any([run, lease.lost]) : lease.lost;
    const value = Promise.resolve(fn({ signal, limits: granted.names }));
    return (await (options.strict ? Promise.race([value, whenLost(lease.lost)]) : value)) as Awaited<T>;
  } finally {
    await lease.release();
  }
}

/**
 * Takes slots that come free by the limits' own decay; waits until they are there.
 *
 * @throws WaitTimedOut, NoSuchLimit
 */
export async function rateLimit(names: string | readonly string[], options: RateLimitOptions = {}): Promise<void> {
  const { api } = currentScope()?.backend ?? (await currentBackend());
  const granted = await acquire(api, requestOf(names, options, undefined), patienceOf(options));
  checkThere(names, granted.names, options);
}

function requestOf(
  names: string | readonly string[],
  { slots = 1 }: RateLimitOptions,
  leaseSeconds: number | undefined,
): SlotRequest {
  if (!Number.isInteger(slots) || slots < 1) throw new TypeError(`slots: ${slots} is not a whole number above 0`);
  const run = runContext.optional();
  const holder = run?.taskRun
    ? ({ type: "task_run", id: run.taskRun.id } as const)
    : run?.flowRun && ({ type: "flow_run", id: run.flowRun.id } as const);
  return { wanted: [names].flat().map((name) => ({ name, slots })), leaseSeconds, holder };
}

const patienceOf = ({ timeout }: RateLimitOptions): Patience => ({
  millis: timeout === undefined ? undefined : milliseconds(timeout, "timeout"),
  signal: runContext.optional()?.signal,
});

function checkThere(names: string | readonly string[], found: readonly string[], options: RateLimitOptions): void {
  if (found.length > 0 || names.length === 0) return;
  const message = `there is no limit ${list([names].flat())}`;
  if (options.strict) throw new NoSuchLimit(`${message}; weir limit create makes one`);
  logger().warn(`${message}: nothing is limited`);
}

const whenLost = (lost: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (lost.aborted) reject(lost.reason as Error);
    lost.addEventListener("abort", () => reject(lost.reason as Error), { once: true });
  });
