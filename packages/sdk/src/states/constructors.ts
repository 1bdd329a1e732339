/** One function per state. A flow or task may return what they make: it becomes its final state. */
import { formatTime, type Micros } from "@weir/contract/time";
import { type Duration, milliseconds } from "../duration.ts";
import { now } from "../engine/time.ts";
import { State } from "./state.ts";

export interface StateOptions {
  /** Default: the name of the constructor. */
  readonly name?: string;
  /** Shown with the run. */
  readonly message?: string;
}
export interface CompletedOptions<T> extends StateOptions {
  /** The result of the run. Default: `undefined`. */
  readonly data?: T;
}
export interface FailedOptions extends StateOptions {
  /** What `state.result()` throws. Default: an error with the message. */
  readonly error?: unknown;
}
export interface ScheduledOptions extends StateOptions {
  /** When the run is due, or in how long. Default: now. */
  readonly at?: Date | Duration;
}
export interface PausedOptions extends StateOptions {
  /** How long the run waits to be resumed before it fails. Default: one hour. */
  readonly timeout?: Duration;
}

export const Pending = (options: StateOptions = {}): State<never> => new State({ type: "PENDING", ...options });
export const Running = (options: StateOptions = {}): State<never> => new State({ type: "RUNNING", ...options });
export const Retrying = (options: StateOptions = {}): State<never> =>
  new State({ type: "RUNNING", name: "Retrying", ...options });
export const Cancelling = (options: StateOptions = {}): State<never> => new State({ type: "CANCELLING", ...options });

export const Completed = <T = undefined>({ data, ...options }: CompletedOptions<T> = {}): State<T> =>
  new State<T>({ type: "COMPLETED", ...options, outcome: { kind: "value", value: data } });
/** Completed without work: the result was there from an earlier run. */
export const Cached = <T = undefined>(options: CompletedOptions<T> = {}): State<T> =>
  Completed({ name: "Cached", ...options });

export const Failed = (options: FailedOptions = {}): State<never> => failing("FAILED", options);
export const TimedOut = (options: FailedOptions = {}): State<never> => Failed({ name: "TimedOut", ...options });
export const Crashed = (options: FailedOptions = {}): State<never> => failing("CRASHED", options);
export const Cancelled = (options: FailedOptions = {}): State<never> => failing("CANCELLED", options);

function failing(type: "FAILED" | "CRASHED" | "CANCELLED", { error, ...options }: FailedOptions): State<never> {
  return new State<never>({
    type,
    ...(error instanceof Error ? { message: error.message } : {}),
    ...options,
    ...(error === undefined ? {} : { outcome: { kind: "error" as const, error } }),
  });
}

export function Scheduled({ at, ...options }: ScheduledOptions = {}): State<never> {
  return new State({ type: "SCHEDULED", ...options, details: { scheduled_time: formatTime(instant(at)) } });
}
export const Late = (options: ScheduledOptions = {}): State<never> => Scheduled({ name: "Late", ...options });
export const AwaitingRetry = (options: ScheduledOptions = {}): State<never> =>
  Scheduled({ name: "AwaitingRetry", ...options });

export function Paused({ timeout = "1h", ...options }: PausedOptions = {}): State<never> {
  return new State({ type: "PAUSED", ...options, details: { pause_timeout: formatTime(instant(timeout)) } });
}
/** Paused so that the process can go away; resuming starts the run anew. */
export function Suspended(options: PausedOptions = {}): State<never> {
  const state = Paused({ name: "Suspended", ...options });
  return state.with({ details: { ...state.details, pause_reschedule: true } });
}

function instant(at: Date | Duration | undefined): Micros {
  if (at instanceof Date) return at.getTime() * 1000;
  return now() + Math.round(milliseconds(at ?? 0, "at") * 1000);
}
