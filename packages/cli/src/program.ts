/**
 * The tree of commands. Only the noun that the arguments name is loaded, so that the time to start does not grow with
 * the number of commands.
 */
import { Command } from "commander";
import { WEIR_VERSION } from "@weir/contract/weir";
import type { Context } from "./context.ts";

/** Gives a command its verbs, or its own arguments and action. */
export type Register = (command: Command, context: Context) => void;

interface Noun {
  readonly name: string;
  readonly alias?: string;
  readonly summary: string;
  readonly load: () => Promise<{ readonly register: Register }>;
}

const NOUNS: readonly Noun[] = [
  { name: "server", summary: "start a server, or see how it is", load: () => import("./commands/server/index.ts") },
  {
    name: "flow-run",
    alias: "flow-runs",
    summary: "list flow runs, look at one, read its logs",
    load: () => import("./commands/flow-run/index.ts"),
  },
  { name: "config", summary: "see the settings in force", load: () => import("./commands/config/index.ts") },
  { name: "api", summary: "send any request to the API", load: () => import("./commands/api.ts") },
  { name: "version", summary: "print the versions", load: () => import("./commands/version.ts") },
];

const HELP = `
Commands talk to the server at WEIR_API_URL (or PREFECT_API_URL). Where neither is set, they use the server that
serves the home folder (~/.weir, or WEIR_HOME), or else open that folder's database themselves.

Examples:
  $ weir server start
  $ weir flow-run ls --state Failed
  $ weir flow-run logs brave-otter --follow
  $ weir api POST /flow_runs/filter --data '{"limit": 1}'
`;

/** @param argv arguments without the program itself */
export async function createProgram(argv: readonly string[], context: Context): Promise<Command> {
  const program = new Command("weir")
    .description("Weir orchestrates workflows written in TypeScript and in Python.")
    .version(WEIR_VERSION, "-v, --version", "print Weir's version")
    .option("--debug", "show the stacks of failures")
    .helpOption("-h, --help", "show this help")
    .helpCommand(false)
    .addHelpText("after", HELP)
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError("Add --help to see what is possible.")
    // Commander throws instead of ending the process: `main` sets the exit code.
    .exitOverride();
  const named = argv.find((argument) => !argument.startsWith("-"));
  for (const { name, alias, summary, load } of NOUNS) {
    const command = program.command(name).description(summary).helpCommand(false);
    if (alias !== undefined) command.alias(alias);
    if (named !== undefined && [name, alias].includes(named)) (await load()).register(command, context);
  }
  return program;
}
