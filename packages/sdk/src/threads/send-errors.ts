/**
 * Errors on their way between threads. They keep name, message, stack, cause and what user code has put on them; those
 * that JavaScript and Weir define keep their class, so that `Terminal` and `RetryAfter` steer a run from a thread as well.
 */
import * as errors from "../errors.ts";
import * as threadErrors from "./errors.ts";

export interface SentError {
  /** False for anything else that was thrown: `value` is it. */
  readonly isError: boolean;
  readonly value?: unknown;
  readonly name?: string;
  readonly message?: string;
  readonly stack?: string | undefined;
  readonly cause?: SentError | undefined;
  readonly errors?: readonly SentError[] | undefined;
  /** Own properties that can be sent. */
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly codes?: readonly string[] | undefined;
}

const CODES = Symbol.for("weir.error.codes");
const BUILT_IN = { EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError } as const;
const OURS = Object.values({ ...errors, ...threadErrors }).filter(
  (value): value is typeof errors.WeirError =>
    typeof value === "function" && Object.prototype.isPrototypeOf.call(errors.WeirError, value),
);
/** Depth to which causes are sent: they may go in circles. */
const CAUSES = 8;

export function sendError(error: unknown, depth = CAUSES): SentError {
  if (!(error instanceof Error)) return { isError: false, value: sendable(error) ? error : String(error) };
  const fields = Object.fromEntries(
    Object.entries(error).filter(([name, value]) => !["cause", "errors"].includes(name) && sendable(value)),
  );
  const within = (value: unknown) => sendError(value, depth - 1);
  return {
    isError: true,
    name: error.name,
    message: error.message,
    stack: error.stack,
    fields,
    codes: (error as { readonly [CODES]?: readonly string[] })[CODES],
    cause: error.cause === undefined || depth === 0 ? undefined : within(error.cause),
    errors: error instanceof AggregateError && depth > 0 ? error.errors.map(within) : undefined,
  };
}

export function receiveError(sent: SentError): unknown {
  if (!sent.isError) return sent.value;
  const error = blank(sent);
  define(error, "message", sent.message);
  define(error, "stack", sent.stack);
  if (sent.name !== error.name) define(error, "name", sent.name);
  if (sent.cause) define(error, "cause", receiveError(sent.cause));
  if (sent.codes) define(error, CODES, sent.codes);
  return Object.assign(error, sent.fields);
}

/** An error of the class that the sent one had, if that is known here. */
function blank({ name = "", codes, errors: inner }: SentError): Error {
  if (inner) return new AggregateError(inner.map(receiveError));
  const [code] = codes ?? [];
  const own = OURS.find((type) => type.code === code);
  // Without the constructor: what it would make of its arguments comes with the fields.
  if (own) return Object.setPrototypeOf(new Error(), own.prototype as object) as Error;
  return Object.hasOwn(BUILT_IN, name) ? new BUILT_IN[name as keyof typeof BUILT_IN]() : new Error();
}

const define = (error: Error, key: PropertyKey, value: unknown): Error =>
  Object.defineProperty(error, key, { value, configurable: true, writable: true, enumerable: false });

function sendable(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}
