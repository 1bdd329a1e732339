import { ConstraintError, StoreUnavailable, ValueError } from "../store.ts";

const codeOf = (error: unknown): string | undefined => {
  const { code } = error as { code?: unknown };
  return typeof code === "string" ? code : undefined;
};

/** Lost a race that the same transaction may win when begun again. */
export function isRetryable(error: unknown): boolean {
  const code = codeOf((error as Error).cause ?? error);
  return code === "40001" || code === "40P01";
}

/** PostgreSQL's own errors (by SQLSTATE class) and lost connections as the store's; everything else as it is. */
export function translateError(error: unknown): unknown {
  const code = codeOf(error);
  if (code === undefined) {
    // `pg` reports a lost connection without any code.
    return error instanceof Error && /connection|timeout/i.test(error.message) && error.constructor === Error
      ? new StoreUnavailable(error.message, { cause: error })
      : error;
  }
  const message = (error as Error).message;
  if (code.startsWith("23")) return new ConstraintError(message, { cause: error });
  if (code.startsWith("22")) return new ValueError(message, { cause: error });
  if (/^(08|40|53|55P03|57)/.test(code) || /^E[A-Z]+$/.test(code))
    return new StoreUnavailable(message, { cause: error });
  return error;
}
