/** What a program and its threads tell each other: one port for each call, which the thread closes behind its last word. */
import type { LogCreate } from "@weir/contract";
import type { LogFields } from "../logging/logger.ts";
import type { StateFields } from "../states/state.ts";
import type { SentError } from "./send-errors.ts";

/** The context of a run, as values. */
export interface SentContext {
  readonly flowRun:
    { readonly id: string; readonly name: string; readonly flowId: string; readonly flowName: string } | undefined;
  readonly taskRun: { readonly id: string; readonly name: string; readonly taskName: string };
  readonly attempt: number;
  readonly deployment: { readonly id: string } | undefined;
  readonly scheduledFor: Date | undefined;
  readonly tags: readonly string[];
}

/** The first message to a thread: what it has to do. */
export interface Job {
  readonly module: string;
  readonly place: string;
  readonly task: string;
  readonly args: readonly unknown[];
  /** Parameters of the flow run, serialized once for all of its tasks; `undefined` if they cannot be sent. */
  readonly parameters: SharedArrayBuffer | undefined;
  readonly context: SentContext;
  readonly logLevel: string;
}

/** A later message to a thread: the run is stopped. */
export interface Stop {
  readonly reason: SentError;
}

/** How a task ended. A state that its function made is sent by its parts, and by its value or error. */
export type Answer =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "state"; readonly state: StateFields; readonly value?: unknown; readonly error?: SentError }
  | { readonly kind: "error"; readonly error: SentError };

/** A message of a thread. */
export type Told = { readonly log: LogCreate; readonly fields: LogFields | undefined } | { readonly answer: Answer };
