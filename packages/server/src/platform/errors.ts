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
