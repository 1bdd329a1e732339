import { Failure } from "../../failure.ts";

/** Why a server does not listen, in words for people; what has such words already, as it is. */
export function startFailure(error: unknown, host: string, port: number): unknown {
  const because = (what: string, advice: string): Failure => new Failure(what, advice, { cause: error });
  switch ((error as NodeJS.ErrnoException).code) {
    case "EADDRINUSE":
      return because(
        `port ${port} on ${host} is taken`,
        "Choose another one with --port, or stop what listens there (`weir server status` may know it).",
      );
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return because(`${host} is not an address of this machine`, "Choose another one with --host.");
    case "EACCES":
      return because(`port ${port} may not be used: ${(error as Error).message}`, "Choose one above 1023 with --port.");
    default:
      return error;
  }
}
