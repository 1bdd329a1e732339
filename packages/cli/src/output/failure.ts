/** Every failure ends here: one line of what, one line of what to do, and the exit code. */
import { CommanderError } from "commander";
import { SettingsError } from "@weir/contract/settings";
import { Failure } from "../failure.ts";
import { paint } from "./colours.ts";

const FAILED = 1;
const USAGE = 2;

/** Prints the failure on standard error and gives the exit code. */
export async function report(error: unknown, debug: boolean): Promise<number> {
  // Commander has printed its own message; asking for help or for the version is no failure.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE;
  const { message, advice } = await explain(error);
  console.error(`${paint("red", "error:", process.stderr)} ${message}`);
  console.error(advice);
  if (debug) console.error(error); // with its stack, its fields and its causes
  return error instanceof SettingsError ? USAGE : FAILED;
}

async function explain(error: unknown): Promise<{ readonly message: string; readonly advice: string }> {
  if (error instanceof Failure) return error;
  const { advice } = (error ?? {}) as { readonly advice?: unknown };
  // The server's own: what kept it, or the embedded one, from starting.
  if (error instanceof Error && typeof advice === "string") return { message: error.message, advice };
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof SettingsError) return { message, advice: "Correct or unset what is named." };
  if ((error as { code?: unknown } | null)?.code === "no_server")
    return { message, advice: "Set WEIR_API_URL to a server that runs." };
  const { ApiError, Forbidden, Unauthorised, Unavailable, Unreachable } = await import("@weir/client");
  if (error instanceof Unreachable)
    return { message, advice: "Start a server with `weir server start`, or set WEIR_API_URL to one that runs." };
  if (error instanceof Unauthorised || error instanceof Forbidden)
    return { message, advice: "Set WEIR_API_KEY or WEIR_API_AUTH_STRING to what the server wants." };
  if (error instanceof Unavailable)
    return { message, advice: "The server is busy or starting: try again in a moment." };
  if (error instanceof ApiError) return { message, advice: "Correct what the server names, then try again." };
  return { message, advice: "Run it again with --debug to see where this comes from." };
}
