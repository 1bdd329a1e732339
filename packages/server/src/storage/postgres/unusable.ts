import { CannotStart } from "../../platform/cannot-start.ts";

/** Why a PostgreSQL database cannot be used, in words for people; errors of another kind as they are. */
export function unusable(error: unknown, url: string): unknown {
  const { code, message } = driverError(error);
  const { host, pathname } = URL.canParse(url) ? new URL(url) : { host: "the address", pathname: "" };
  const because = (what: string, advice: string): CannotStart => new CannotStart(what, advice, { cause: error });
  switch (code) {
    case "ECONNREFUSED":
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return because(
        `no PostgreSQL answers at ${host} (${code})`,
        "See that it runs and can be reached from here, or correct the address of the database.",
      );
    case "28000":
    case "28P01":
      return because(
        `PostgreSQL at ${host} lets nobody in with this name and password`,
        "Correct the address of the database.",
      );
    case "3D000":
      return because(
        `PostgreSQL at ${host} has no database ${pathname.slice(1)}`,
        "Create it, or correct the address of the database.",
      );
    case "42501":
    case "25006":
      return because(
        `PostgreSQL at ${host} does not let this user change the database: ${message}`,
        "Use a user that may create tables in it.",
      );
    default:
      return error;
  }
}

/** What the driver itself threw: wrapped by the store, or one of several where a name leads to several addresses. */
function driverError(error: unknown): { readonly code?: unknown; readonly message: string } {
  if (error instanceof AggregateError) return driverError(error.errors[0]);
  const { cause } = error as Error;
  return cause === undefined ? (error as Error) : driverError(cause);
}
