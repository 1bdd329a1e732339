import { type Command, InvalidArgumentError, Option } from "commander";
import { join } from "node:path";
import type { GivenSettings, Settings } from "@weir/contract/settings";
import { homeOf } from "@weir/sdk/local";
import type { Context } from "../../context.ts";
import { paint } from "../../output/colours.ts";
import { properties } from "../../output/properties.ts";
import { logFile } from "./processes.ts";
import { startFailure } from "./start-failure.ts";

interface Options {
  readonly host?: string;
  readonly port?: number;
  readonly database?: string;
  readonly home?: string;
  readonly logLevel?: string;
  readonly ui: boolean;
  readonly services: boolean;
  readonly ephemeral?: true;
  readonly background?: true;
  /** Given by a command with `--background` to the one that it starts. */
  readonly inBackground?: true;
}

const HELP = `
API at /api, dashboard at /, OpenAPI document at /api/openapi.json. Flags win over WEIR_SERVER_* variables.

In the background it writes server.log and server.pid in the home folder.

A home folder has one server at a time. To share the work between several, give all of them one PostgreSQL database.

Examples:
  $ weir server start
  $ weir server start --background
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
    .option("-b, --background", "go on in the background; `weir server stop` ends it")
    .addOption(new Option("--in-background").hideHelp())
    .option("--ephemeral", "use a database of its own that is gone when the server stops")
    .addHelpText("after", HELP)
    .action((options: Options) => run(options, context));
}

// The command line loads the server here and nowhere else: what works on its database passes through.

export async function backupDatabase(settings: Settings, file: string): Promise<void> {
  const server = await import("@weir/server");
  await server.backupDatabase(settings, file);
}

/** Answers where the database is now that was there before; undefined if there was none. */
export async function restoreDatabase(settings: Settings, file: string): Promise<string | undefined> {
  const server = await import("@weir/server");
  return server.restoreDatabase(settings, file);
}

function port(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 65_535) return value;
  throw new InvalidArgumentError("A port is a whole number from 0 to 65535.");
}

async function run(options: Options, context: Context): Promise<void> {
  const given: GivenSettings = {
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
  const home = homeOf(settings);
  if (options.background) {
    const { startInBackground } = await import("./background.ts");
    const args = process.argv.slice(2).filter((argument) => argument !== "-b" && argument !== "--background");
    console.log(await startInBackground(home, [...args, "--in-background"]));
    return;
  }
  const { startServer } = await import("@weir/server");
  const server = await startServer({ settings, ephemeral: options.ephemeral ?? false }).catch((error: unknown) => {
    throw startFailure(error, settings.server_host, settings.server_port);
  });
  const lines = about(server.url, settings, options);
  if (options.inBackground) {
    const { announce } = await import("./background.ts");
    const remove = await announce(
      home,
      `${lines}\n${paint("dim", `It runs in the background. \`weir server stop\` stops it.`)}`,
    );
    console.log(lines);
    await untilStopped(() => server.stop());
    return remove();
  }
  console.log(lines);
  console.log(
    paint("dim", `Clients find it by WEIR_API_URL=${server.url}/api (PREFECT_API_URL in Python). Ctrl-C stops it.`),
  );
  await untilStopped(() => server.stop());
}

const about = (url: string, settings: Settings, { ephemeral, inBackground }: Options): string =>
  properties({
    Dashboard: settings.server_ui_enabled ? { painted: paint("cyan", url) } : undefined,
    API: { painted: paint("cyan", `${url}/api`) },
    Database: ephemeral
      ? "of its own, gone at the end"
      : (withoutPassword(settings.server_database_url) ?? join(homeOf(settings), "weir.db")),
    Services: settings.server_services_enabled ? undefined : "off",
    Log: inBackground ? logFile(homeOf(settings)) : undefined,
  });

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

function withoutPassword(database: string | undefined): string | undefined {
  return database?.replace(/^(\w+:\/\/[^:@/]*):[^@]*@/, "$1@");
}
