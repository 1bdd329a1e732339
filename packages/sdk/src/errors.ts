/**
 * Everything the SDK throws on purpose. Identity is a code under a global symbol, so `instanceof` also works between
 * two installed copies of the package.
 */
import { type Duration, milliseconds } from "./duration.ts";

const CODES = Symbol.for("weir.error.codes");
const RUN = Symbol.for("weir.run");

/** Base of all errors below. `code` is stable; messages are not. */
export class WeirError extends Error {
  static readonly code: string = "weir";

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    Object.defineProperty(this, CODES, { value: codesOf(new.target) });
  }

  get code(): string {
    return codesIn(this)[0] ?? "weir";
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    // A class derived by a user inherits this method but has no code of its own.
    if (!Object.hasOwn(this, "code")) return Function.prototype[Symbol.hasInstance].call(this, value);
    return codesIn(value).includes(this.code);
  }
}

function codesOf(start: typeof WeirError): readonly string[] {
  const codes: string[] = [];
  for (let type: unknown = start; typeof type === "function"; type = Object.getPrototypeOf(type))
    if (Object.hasOwn(type, "code")) codes.push((type as typeof WeirError).code);
  return codes;
}

function codesIn(value: unknown): readonly string[] {
  const codes = (value as { readonly [CODES]?: unknown } | null | undefined)?.[CODES];
  return Array.isArray(codes) ? (codes as string[]) : [];
}

/** Thrown by user code: this failure is final, whatever retries are left. */
export class Terminal extends WeirError {
  static override readonly code: string = "terminal";
}

/** Thrown by user code: try again after `delay`, instead of the delay that the options give. Counts as a retry. */
export class RetryAfter extends WeirError {
  static override readonly code: string = "retry_after";
  readonly delay: Duration;
  constructor(delay: Duration, message = `asks to be tried again after ${delay}`, options?: ErrorOptions) {
    super(message, options);
    milliseconds(delay, "RetryAfter");
    this.delay = delay;
  }
}

/** A run failed, and what it threw is not known here. `cause` has it where there is one. */
export class RunFailed extends WeirError {
  static override readonly code: string = "run_failed";
}
/** A run, or an attempt of it, took longer than it may. */
export class RunTimedOut extends WeirError {
  static override readonly code: string = "run_timed_out";
}
/** A run was cancelled. */
export class RunCancelled extends WeirError {
  static override readonly code: string = "run_cancelled";
}
/** The process or machine of a run went away. */
export class RunCrashed extends WeirError {
  static override readonly code: string = "run_crashed";
}
/** The server refused to let a run go on. */
export class RunAborted extends WeirError {
  static override readonly code: string = "run_aborted";
}
/** A run is paused or suspended: there is no result yet. */
export class RunPaused extends WeirError {
  static override readonly code: string = "run_paused";
}
/** A run has not finished: there is no result yet. */
export class RunUnfinished extends WeirError {
  static override readonly code: string = "run_unfinished";
}
/** What a run needs as input did not complete. `cause` is what that failed with, if it failed. */
export class UpstreamFailed extends WeirError {
  static override readonly code: string = "upstream_failed";
}
/** A run completed, but its result was not kept. */
export class MissingResult extends WeirError {
  static override readonly code: string = "missing_result";
}
/** A pause or a wait with a timeout ended without what it waited for. */
export class WaitTimedOut extends WeirError {
  static override readonly code: string = "wait_timed_out";
}
/** Asked for the run's context outside of a run. */
export class NoRunContext extends WeirError {
  static override readonly code: string = "no_run_context";
}

/** What is wrong with one parameter. */
export interface ParameterIssue {
  /** Where: `["ids", 0]`. */
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** A flow was called with parameters that do not fit its schema. */
export class InvalidParameters extends WeirError {
  static override readonly code: string = "invalid_parameters";
  readonly issues: readonly ParameterIssue[];
  constructor(flow: string, issues: readonly ParameterIssue[]) {
    const lines = issues.map(
      ({ path, message }) => `  ${path.length > 0 ? `${path.map(String).join(".")}: ` : ""}${message}`,
    );
    super(`parameters of flow ${JSON.stringify(flow)} are not valid:\n${lines.join("\n")}`);
    this.issues = issues;
  }
}

/** Which run threw an error first. */
export interface RunReference {
  readonly kind: "flow-run" | "task-run";
  readonly id: string;
  readonly name: string;
}

/** The run whose function threw `error`, if it came out of one. */
export const runOf = (error: unknown): RunReference | undefined =>
  error instanceof Error ? (error as { [RUN]?: RunReference })[RUN] : undefined;

/** Marks an error with the run it came from, unless an inner run has done so already. */
export function markRun(error: unknown, run: RunReference): void {
  if (error instanceof Error && !(RUN in error) && Object.isExtensible(error))
    Object.defineProperty(error, RUN, { value: run });
}

/** `TypeError: message` of anything thrown. */
export const describeError = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);
