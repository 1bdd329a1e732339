import { type Command, InvalidArgumentError } from "commander";
import { homeOf } from "@weir/sdk/local";
import type { Context, Given } from "../../context.ts";
import { Failure } from "../../failure.ts";
import { paint } from "../../output/colours.ts";
import { properties } from "../../output/properties.ts";

interface Options {
  readonly host?: string;
  readonly port?: number;
  readonly database?: string;
  readonly home?: string;
  readonly logLevel?: string;
  readonly ui: boolean;
  readonly services: boolean;
  readonly ephemeral?: true;
}

const HELP = `
API at /api, dashboard at /, OpenAPI document at /api/openapi.json. Flags win over WEIR_SERVER_* variables.

A home folder has one server at a time. To share the work between several, give all of them one PostgreSQL database.

Examples:
  $ weir server start
  $ weir server start --host 0.0.0.0 --port 8080
  $ weir server start --database postgres://weir@db.example.com/weir
  $ weir server start --ephemeral --port 0     # for tests: any free port, everything gone at the end
`;

export function start(command: Command, context: Context): void {
  command
    .description("start a server and keep it running until Ctrl-C")
    .option("--host <address>", "address to listen on (default: 127.0.0.1)")
    .option("--port <port>", "port to listen on; 0 picks a free one (default: 4200)", port)
    .option("--database <url>", "postgres://… or a path of a SQLite file (default: weir.db in the home folder)")
    .option("--home <folder>", "folder of Weir's own files (default: ~/.weir)")
    .option("--log-level <level>", "lowest level of the server's own log: trace, debug, info, warn, error, fatal")
    .option("--no-ui", "do not serve the dashboard")
    .option("--no-services", "run no background loop: nothing moves a run but requests")
    .option("--ephemeral", "use a database of its own that is gone when the server stops")
    .addHelpText("after", HELP)
    .action((options: Options) => run(options, context));
}

function port(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 65_535) return value;
  throw new InvalidArgumentError("A port is a whole number from 0 to 65535.");
}

async function run(options: Options, context: Context): Promise<void> {
  const given: Given = {
    home: options.home,
    server_host: options.host,
    server_port: options.port,
    server_database_url: options.database,
    server_log_level: options.logLevel,
    // A flag that was not given must leave the decision to the environment.
    server_ui_enabled: options.ui ? undefined : false,
    server_services_enabled: options.services ? undefined : false,
  };
  const settings = context.settings(given);
  const { startServer } = await import("@weir/server");
  const server = await startServer({ settings, ephemeral: options.ephemeral ?? false }).catch((error: unknown) => {
    throw startFailure(error, settings.server_host, settings.server_port);
  });
  const database = options.ephemeral
    ? "of its own, gone at the end"
    : (withoutPassword(settings.server_database_url) ?? `${homeOf(settings)}/weir.db`);
  console.log(
    properties({
      Dashboard: settings.server_ui_enabled ? paint("cyan", server.url) : undefined,
      API: paint("cyan", `${server.url}/api`),
      Database: database,
      Services: settings.server_services_enabled ? undefined : "off",
    }),
  );
  console.log(
    paint("dim", `Clients find it by WEIR_API_URL=${server.url}/api (PREFECT_API_URL in Python). Ctrl-C stops it.`),
  );
  await untilStopped(() => server.stop());
}

/** The first signal lets what is under way finish; the second ends the process at once. */
async function untilStopped(stop: () => Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    // 128 and the signal's number, as shells have it.
    if (stopping) process.exit(signal === "SIGINT" ? 130 : 143);
    stopping = true;
    console.error("Stopping. Again, and it stops at once.");
    resolve(stop());
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  await promise;
  process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
}

function startFailure(error: unknown, host: string, portNumber: number): unknown {
  if (error instanceof Error && error.name === "HomeInUse")
    return new Failure(error.message, "Use that server, stop it, or give this one another --home.", { cause: error });
  switch ((error as NodeJS.ErrnoException).code) {
    case "EADDRINUSE":
      return new Failure(
        `port ${portNumber} on ${host} is taken`,
        "Choose another one with --port, or stop what listens there (`weir server status` may know it).",
        { cause: error },
      );
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new Failure(`${host} is not an address of this machine`, "Choose another one with --host.", {
        cause: error,
      });
    case "EACCES":
      return new Failure((error as Error).message, "Choose a port above 1023, or a folder that you may write to.", {
        cause: error,
      });
    default:
      return error;
  }
}

function withoutPassword(database: string | undefined): string | undefined {
  return database?.replace(/^(\w+:\/\/[^:@/]*):[^@]*@/, "$1@");
}
