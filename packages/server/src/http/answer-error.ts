import { ERRORS } from "@weir/contract";
import type { Logger } from "pino";
import { ConstraintError, Refusal, StoreUnavailable, ValueError } from "../platform/errors.ts";
import type { Answer } from "./endpoint.ts";
import { InvalidRequest } from "./validate.ts";

/** Seconds after which a client should try again when the database is busy. */
const RETRY_AFTER = "1";

/**
 * Any error as the answer the reference would give; the one place where bodies of failures are written.
 *
 * @param what what the log says of the request
 */
export function answerError(
  error: unknown,
  log: Logger,
  what: Readonly<Record<string, string | undefined>> = {},
): Answer {
  if (error instanceof Refusal) {
    const { status, body } = ERRORS[error.code];
    return { status, headers: error.headers, text: JSON.stringify({ [body]: error.message }) };
  }
  if (error instanceof InvalidRequest)
    return {
      status: 422,
      text: JSON.stringify({
        exception_message: error.message,
        exception_detail: error.problems,
        request_body: error.body ?? null,
      }),
    };
  if (error instanceof ConstraintError)
    return {
      status: 409,
      text: JSON.stringify({
        detail:
          "Data integrity conflict. This usually means a unique or foreign key constraint was violated. See server logs for details.",
      }),
    };
  if (error instanceof ValueError) return { status: 422, text: JSON.stringify({ detail: error.message }) };
  if (error instanceof StoreUnavailable) {
    log.warn({ ...what, err: error }, "the database is busy or out of reach");
    return {
      status: 503,
      headers: { "retry-after": RETRY_AFTER },
      text: JSON.stringify({ exception_message: "Service Unavailable" }),
    };
  }
  log.error({ ...what, err: error }, "a request failed");
  return { status: 500, text: JSON.stringify({ exception_message: "Internal Server Error" }) };
}
