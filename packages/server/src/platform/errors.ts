import { ERRORS, type ErrorCode } from "@weir/contract";

const BRAND = Symbol.for("weir.server.refusal");

/**
 * A refusal that the caller is meant to see: thrown by operations, turned into an answer by `http/answer-error.ts`.
 * Its code decides the status (see `ERRORS` in the contract).
 */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly [BRAND] = true;
  readonly code: ErrorCode;
  /** Headers that go with the answer, e.g. `retry-after`. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.code = code;
    this.headers = headers;
  }

  get status(): number {
    return ERRORS[this.code].status;
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === "object" && value !== null && BRAND in value;
  }
}

/** 404 with `{"detail": "<what> not found"}`. */
export const notFound = (what: string): Refusal => new Refusal("not_found", `${what} not found`);

/** A constraint that a write would break; `http` answers 409. */
export class ConstraintError extends Error {
  override readonly name = "ConstraintError";
}

/** The database is busy or out of reach; `http` answers 503 and the client tries again. */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
}

/** A value that the database cannot hold (a NUL character, mostly); `http` answers 422. */
export class ValueError extends Error {
  override readonly name = "ValueError";
}

/**
 * A row that was there a moment ago. Where another transaction has removed it since (PostgreSQL), the caller is told to
 * try again, and then finds what is true.
 */
export function stillThere<T>(row: T | undefined): T {
  if (row === undefined) throw new StoreUnavailable("what this request needs was removed meanwhile");
  return row;
}
