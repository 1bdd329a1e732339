/**
 * What a call can fail with. Identity is a list of codes under a global symbol, not the class object, so `instanceof`
 * also works between two installed copies of this package.
 */
import type { Method } from "@weir/contract";
import type { TransportResponse } from "./transport.ts";

const CODES = Symbol.for("weir.api-error.codes");

/** Which call it was. */
export interface Call {
  readonly method: Method;
  readonly path: string;
}

/** A value of a request that the server did not take. */
export interface InvalidField {
  /** Where: `["body", "state", "type"]`. */
  readonly loc: readonly (string | number)[];
  /** What is wrong with it, in the server's words. */
  readonly message: string;
  /** The server's name for this kind of problem: `missing`, `uuid_parsing`. */
  readonly type: string;
}

/** The answer was not a success. `instanceof` any of the classes below says which one. */
export class ApiError extends Error {
  static readonly code: string = "api_error";
  /** Status of the answer; 0 if there was none. */
  readonly status: number;
  /** Body of the answer. */
  readonly body: unknown;
  readonly method: Method;
  readonly path: string;
  /** Seconds after which the server wants to be asked again, if it said so. */
  readonly retryAfter: number | undefined;

  constructor(call: Call, response: TransportResponse, options?: ErrorOptions) {
    super(`${call.method} ${call.path}: ${describe(response)}`, options);
    this.name = new.target.name;
    this.status = response.status;
    this.body = response.body;
    this.method = call.method;
    this.path = call.path;
    this.retryAfter = retryAfter(response);
    Object.defineProperty(this, CODES, { value: codesOf(new.target) });
  }

  /** The most specific code: `not_found`. */
  get code(): string {
    return codesIn(this)[0] ?? "api_error";
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    // A class derived elsewhere inherits this method but has no code of its own.
    if (!Object.hasOwn(this, "code")) return Function.prototype[Symbol.hasInstance].call(this, value);
    return codesIn(value).includes(this.code);
  }
}

export class BadRequest extends ApiError {
  static override readonly code: string = "bad_request";
}
export class Unauthorised extends ApiError {
  static override readonly code: string = "unauthorized";
}
export class Forbidden extends ApiError {
  static override readonly code: string = "forbidden";
}
export class NotFound extends ApiError {
  static override readonly code: string = "not_found";
}
export class Conflict extends ApiError {
  static override readonly code: string = "conflict";
}
export class Gone extends ApiError {
  static override readonly code: string = "gone";
}
export class TooLarge extends ApiError {
  static override readonly code: string = "too_large";
}
/** The request does not fit its schema, or makes no sense. */
export class Invalid extends ApiError {
  static override readonly code: string = "invalid";
  /** What is wrong, value by value; empty if the server only gave a reason. */
  get fields(): readonly InvalidField[] {
    return fieldsIn(this.body);
  }
}
/** Something the call needs is held by another; `retryAfter` says when to ask again. */
export class Locked extends ApiError {
  static override readonly code: string = "locked";
}
/** The server failed on this request. */
export class ServerError extends ApiError {
  static override readonly code: string = "internal";
}
/** The server cannot answer now: overloaded, starting, or out of reach. */
export class Unavailable extends ApiError {
  static override readonly code: string = "unavailable";
}
/** There was no answer at all: no connection, a lost one, or none in time. `cause` says why. */
export class Unreachable extends Unavailable {
  static override readonly code: string = "unreachable";
  /** @param address of the server, for the message */
  constructor(call: Call, cause: unknown, address?: string) {
    super(call, { status: 0, headers: {}, body: undefined }, { cause });
    const from = address === undefined ? "" : ` from ${address}`;
    this.message = `${call.method} ${call.path}: no answer${from} (${reason(cause)})`;
  }
}

const BY_STATUS: Readonly<Record<number, typeof ApiError>> = {
  400: BadRequest,
  401: Unauthorised,
  403: Forbidden,
  404: NotFound,
  408: Unavailable,
  409: Conflict,
  410: Gone,
  413: TooLarge,
  422: Invalid,
  423: Locked,
  429: Unavailable,
  500: ServerError,
  502: Unavailable,
  503: Unavailable,
  504: Unavailable,
};

/** The error that an unsuccessful answer stands for. */
export function errorOf(call: Call, response: TransportResponse): ApiError {
  const Class = BY_STATUS[response.status] ?? ApiError;
  return new Class(call, response);
}

/** Seconds asked for by the `Retry-After` header, which holds a number or a date. */
export function retryAfter(response: TransportResponse): number | undefined {
  const value = response.headers["retry-after"];
  if (value === undefined) return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - Date.now()) / 1000);
}

function codesOf(start: typeof ApiError): readonly string[] {
  const codes: string[] = [];
  for (let type: unknown = start; typeof type === "function"; type = Object.getPrototypeOf(type))
    if (Object.hasOwn(type, "code")) codes.push((type as typeof ApiError).code);
  return codes;
}

function codesIn(value: unknown): readonly string[] {
  const codes = (value as { readonly [CODES]?: unknown } | null | undefined)?.[CODES];
  return Array.isArray(codes) ? (codes as string[]) : [];
}

function fieldsIn(body: unknown): readonly InvalidField[] {
  const details = (body as { exception_detail?: unknown } | null | undefined)?.exception_detail;
  if (!Array.isArray(details)) return [];
  return (details as { loc?: (string | number)[]; msg?: string; type?: string }[]).map((detail) => ({
    loc: detail.loc ?? [],
    message: detail.msg ?? "",
    type: detail.type ?? "",
  }));
}

function describe({ status, body }: TransportResponse): string {
  const fields = fieldsIn(body);
  if (fields.length > 0) {
    const shown = fields.slice(0, 3).map((field) => `${field.loc.join(".")}: ${field.message}`);
    return `${status} ${shown.join("; ")}${fields.length > 3 ? `; and ${fields.length - 3} more` : ""}`;
  }
  const { detail, exception_message: message } = (body ?? {}) as { detail?: unknown; exception_message?: unknown };
  const text = detail ?? message ?? body;
  if (text === undefined || text === null) return `answered ${status}`;
  return `${status} ${typeof text === "string" ? text.slice(0, 500) : JSON.stringify(text).slice(0, 500)}`;
}

/** What `fetch` says is wrong is only "fetch failed"; the reason lies in the causes below. */
function reason(error: unknown): string {
  let inner = error;
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause;
  if (inner instanceof AggregateError && inner.errors.length > 0) inner = inner.errors[0];
  return inner instanceof Error ? inner.message : String(inner);
}
