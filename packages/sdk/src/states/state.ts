/** What a run is in at one moment: an immutable value. */
import type { StateDetails, StateType } from "@weir/contract";
import { defaultStateName, isFinalType } from "@weir/contract/states";
import type { Micros } from "@weir/contract/time";
import {
  MissingResult,
  RunCancelled,
  RunCrashed,
  RunFailed,
  RunPaused,
  RunTimedOut,
  RunUnfinished,
} from "../errors.ts";
import { now, uuid7 } from "../engine/time.ts";

/** What a state brought with it. It stays in this process; `data` is what the server gets to see of it. */
export type Outcome =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "error"; readonly error: unknown }
  /** Kept elsewhere, and read when asked for. */
  | { readonly kind: "stored"; readonly load: () => Promise<unknown> };

export interface StateFields {
  readonly type: StateType;
  readonly name?: string | undefined;
  readonly message?: string | null | undefined;
  readonly details?: Readonly<StateDetails> | undefined;
  readonly data?: unknown;
  readonly outcome?: Outcome | undefined;
  readonly flowRunId?: string | undefined;
  readonly taskRunId?: string | undefined;
  readonly id?: string | undefined;
  readonly at?: Micros | undefined;
}

const NO_DETAILS: Readonly<StateDetails> = Object.freeze({});

/** A state of a run. Made by the constructors `Completed()`, `Failed()`, …, or by the engine. */
export class State<T = unknown> {
  readonly id: string;
  readonly type: StateType;
  readonly name: string;
  readonly message: string | null;
  /** When the run entered it, in microseconds since the epoch. */
  readonly at: Micros;
  /** The flow run that is in it; of a task run's state, the one it belongs to. `undefined` before a run enters it. */
  readonly flowRunId: string | undefined;
  /** The task run that is in it; of a subflow's state, the one that stands for it in its parent. */
  readonly taskRunId: string | undefined;
  /** Further facts, as the wire has them. */
  readonly details: Readonly<StateDetails>;
  /** What the server keeps of the result: the value itself, or where it lies; `null` if nothing. */
  readonly data: unknown;
  readonly #outcome: Outcome | undefined;
  /** Only for the type: a `State<number>` is not a `State<string>`. */
  declare protected readonly resultType?: T;

  constructor(fields: StateFields) {
    this.at = fields.at ?? now();
    this.id = fields.id ?? uuid7(this.at);
    this.type = fields.type;
    this.name = fields.name ?? defaultStateName(fields.type);
    this.message = fields.message ?? null;
    this.flowRunId = fields.flowRunId;
    this.taskRunId = fields.taskRunId;
    this.details = fields.details ?? NO_DETAILS;
    this.data = fields.data ?? null;
    this.#outcome = fields.outcome;
    Object.freeze(this);
  }

  /** What the state brought with it in this process. */
  get outcome(): Outcome | undefined {
    return this.#outcome;
  }

  /** True if a run is in it; false for a state that user code has made. */
  get isOfRun(): boolean {
    return this.flowRunId !== undefined || this.taskRunId !== undefined;
  }

  /** True if the run does nothing more: completed, failed, crashed or cancelled. */
  get isFinal(): boolean {
    return isFinalType(this.type);
  }

  /** When the run entered it. */
  get timestamp(): Date {
    return new Date(this.at / 1000);
  }

  /**
   * The value of a completed run.
   *
   * @throws what failed the run; `RunUnfinished` or `RunPaused` before its end
   */
  async result(): Promise<T> {
    if (this.#outcome?.kind === "error") throw this.#outcome.error;
    switch (this.type) {
      case "COMPLETED":
        return (await valueOf(this, this.#outcome)) as T;
      case "FAILED":
      case "CRASHED":
      case "CANCELLED":
        throw await this.error();
      case "PAUSED":
        throw new RunPaused(`the run is ${this.name.toLowerCase()}; it has no result yet`);
      case "SCHEDULED":
      case "PENDING":
      case "RUNNING":
      case "CANCELLING":
        throw new RunUnfinished(`the run is ${this.name}; it has no result yet`);
    }
  }

  /** What failed, crashed or cancelled the run; `undefined` if nothing did. */
  async error(): Promise<unknown> {
    const outcome = this.#outcome;
    if (outcome?.kind === "error") return outcome.error;
    if (this.type === "CANCELLED") return new RunCancelled(this.message ?? "the run was cancelled");
    if (this.type === "CRASHED") return new RunCrashed(this.message ?? "the run crashed");
    if (this.type !== "FAILED") return undefined;
    if (outcome?.kind === "value") {
      const inner = await errorWithin(outcome.value);
      if (inner !== undefined) return inner;
    }
    const message = this.message ?? "the run failed";
    return this.name === "TimedOut" ? new RunTimedOut(message) : new RunFailed(message);
  }

  /** The same state with some fields replaced; id and time stay, unless given. */
  with(fields: Partial<StateFields>): State<T> {
    return new State<T>({
      id: this.id,
      at: this.at,
      type: this.type,
      name: this.name,
      message: this.message,
      flowRunId: this.flowRunId,
      taskRunId: this.taskRunId,
      details: this.details,
      data: this.data,
      outcome: this.#outcome,
      ...fields,
    });
  }

  /** As it reads in a log: `Completed()`, `Failed("message")`. */
  toString(): string {
    return `${this.name}(${this.message ? JSON.stringify(this.message) : ""})`;
  }
}

async function valueOf(state: State, outcome: Outcome | undefined): Promise<unknown> {
  if (outcome === undefined)
    throw new MissingResult(`the result of this run was not kept; the state is ${state.toString()}`);
  return outcome.kind === "stored" ? await outcome.load() : (outcome as { value: unknown }).value;
}

/** A failed state may hold the text of its error, or the states that failed it. */
async function errorWithin(value: unknown): Promise<unknown> {
  if (value instanceof Error) return value;
  if (typeof value === "string") return new RunFailed(value);
  for (const item of Array.isArray(value) ? value : [value])
    if (item instanceof State && !isCompleted(item)) {
      const error = await item.error();
      if (error !== undefined) return error;
    }
  return undefined;
}

export const isScheduled = (state: State): boolean => state.type === "SCHEDULED";
export const isPending = (state: State): boolean => state.type === "PENDING";
export const isRunning = (state: State): boolean => state.type === "RUNNING";
export const isCompleted = (state: State): boolean => state.type === "COMPLETED";
export const isFailed = (state: State): boolean => state.type === "FAILED";
export const isCrashed = (state: State): boolean => state.type === "CRASHED";
export const isCancelled = (state: State): boolean => state.type === "CANCELLED";
export const isCancelling = (state: State): boolean => state.type === "CANCELLING";
export const isPaused = (state: State): boolean => state.type === "PAUSED";
export const isCached = (state: State): boolean => state.type === "COMPLETED" && state.name === "Cached";
export const isTimedOut = (state: State): boolean => state.type === "FAILED" && state.name === "TimedOut";
