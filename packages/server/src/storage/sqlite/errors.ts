import { ConstraintError, StoreUnavailable } from "../store.ts";

const CONSTRAINT = 19;
const BUSY = 5;
const LOCKED = 6;
const FULL = 13;

/** SQLite's own errors as the store's; everything else as it is. */
export function translateError(error: unknown): unknown {
  const code = (error as { errcode?: number }).errcode;
  if (typeof code !== "number") return error;
  const message = (error as Error).message;
  switch (code & 0xff) {
    case CONSTRAINT:
      return new ConstraintError(message, { cause: error });
    case BUSY:
    case LOCKED:
    case FULL:
      return new StoreUnavailable(message, { cause: error });
    default:
      return error;
  }
}
