/**
 * The tree of commands. Only the noun that the arguments name is loaded, so that the time to start does not grow with
 * the number of commands.
 */
import { Command } from "commander";
import { WEIR_VERSION } from "@weir/contract/weir";
import type { Context } from "./context.ts";
import { wrapped } from "./output/wrapped.ts";

/**
 * Gives a command its verbs, or its own arguments and action.
 *
 * @param program the whole program as it is for other arguments
 */
export type Register = (
  command: Command,
  context: Context,
  program: (argv: readonly string[]) => Promise<Command>,
) => void;

interface Noun {
  readonly name: string;
  readonly alias?: string;
  readonly summary: string;
  /** True for what only programs call. */
  readonly hidden?: true;
  readonly load: () => Promise<{ readonly register: Register }>;
}

/** Every command, in the order of the help. A command's own file says the rest. */
const NOUNS: readonly Noun[] = [
  {
    name: "server",
    summary: "start and stop a server, see how it is",
    load: () => import("./commands/server/index.ts"),
  },
  { name: "flow", alias: "flows", summary: "list flows, look at one", load: () => import("./commands/flow/index.ts") },
  {
    name: "flow-run",
    alias: "flow-runs",
    summary: "list flow runs, look at one, watch, cancel, retry or delete it",
    load: () => import("./commands/flow-run/index.ts"),
  },
  {
    name: "task-run",
    alias: "task-runs",
    summary: "list task runs, look at one, read its logs",
    load: () => import("./commands/task-run/index.ts"),
  },
  {
    name: "deploy",
    summary: "put the deployments of weir.yaml on the server",
    load: () => import("./commands/deploy.ts"),
  },
  { name: "init", summary: "write a weir.yaml to begin with", load: () => import("./commands/init.ts") },
  {
    name: "deployment",
    alias: "deployments",
    summary: "list deployments, look at one, run, pause, resume or delete it",
    load: () => import("./commands/deployment/index.ts"),
  },
  {
    name: "work-pool",
    alias: "work-pools",
    summary: "list work pools, create, change, pause and delete them",
    load: () => import("./commands/work-pool/index.ts"),
  },
  {
    name: "work-queue",
    alias: "work-queues",
    summary: "list the queues of work pools, create, change, pause and delete them",
    load: () => import("./commands/work-queue/index.ts"),
  },
  { name: "worker", alias: "workers", summary: "start a worker", load: () => import("./commands/worker/index.ts") },
  {
    name: "automation",
    alias: "automations",
    summary: "list automations, create, try, change, switch on and off, and delete them",
    load: () => import("./commands/automation/index.ts"),
  },
  {
    name: "webhook",
    alias: "webhooks",
    summary: "make addresses that turn requests into events, see what they received",
    load: () => import("./commands/webhook/index.ts"),
  },
  {
    name: "cache",
    summary: "list cached results, tell why one was not found, clear them",
    load: () => import("./commands/cache/index.ts"),
  },
  {
    name: "variable",
    alias: "variables",
    summary: "list, read and set variables",
    load: () => import("./commands/variable/index.ts"),
  },
  {
    name: "block",
    alias: "blocks",
    summary: "list blocks and their types, look at one, create and delete them",
    load: () => import("./commands/block/index.ts"),
  },
  {
    name: "limit",
    alias: "limits",
    summary: "list limits, create, change and delete them, see who holds their slots and who waits",
    load: () => import("./commands/limit/index.ts"),
  },
  {
    name: "secrets",
    summary: "change the key that secrets are sealed under, see whether all of them open",
    load: () => import("./commands/secrets/index.ts"),
  },
  {
    name: "key",
    alias: "keys",
    summary: "make access keys, list and end them",
    load: () => import("./commands/key/index.ts"),
  },
  {
    name: "audit",
    summary: "see who has done what, check and export it",
    load: () => import("./commands/audit/index.ts"),
  },
  {
    name: "artifact",
    alias: "artifacts",
    summary: "list artifacts, look at one, delete it",
    load: () => import("./commands/artifact/index.ts"),
  },
  {
    name: "event",
    alias: "events",
    summary: "see events as they happen, send one",
    load: () => import("./commands/event/index.ts"),
  },
  {
    name: "runs",
    summary: "see and send runs that were recorded without their server",
    load: () => import("./commands/runs/index.ts"),
  },
  {
    name: "logs",
    summary: "find log lines across runs, follow them as they are written",
    load: () => import("./commands/logs.ts"),
  },
  { name: "why", summary: "say why a flow run is not running", load: () => import("./commands/why.ts") },
  { name: "api", summary: "send any request to the API", load: () => import("./commands/api.ts") },
  {
    name: "profile",
    alias: "profiles",
    summary: "keep settings under names",
    load: () => import("./commands/profile/index.ts"),
  },
  {
    name: "config",
    summary: "see the settings in force, change those of a profile",
    load: () => import("./commands/config/index.ts"),
  },
  {
    name: "completion",
    summary: "print a script that completes commands in a shell",
    load: () => import("./commands/completion/index.ts"),
  },
  {
    name: "__complete",
    summary: "print what may stand in place of the last word",
    hidden: true,
    load: () => import("./commands/completion/complete.ts"),
  },
  { name: "version", summary: "print the versions", load: () => import("./commands/version.ts") },
];

const HELP = `
Commands talk to the server at WEIR_API_URL (or PREFECT_API_URL), in the environment or in the profile in force. Where
nothing names one, they use the server that serves the home folder (~/.weir, or WEIR_HOME), or else open that folder's
database themselves.

Exit codes: 0 done, 1 it failed, 2 it was asked for in a way that makes no sense.

Examples:
  $ weir server start
  $ weir flow-run ls --state Failed
  $ weir flow-run logs brave-otter --follow
  $ weir --profile prod flow ls
`;

/**
 * The program, with the command loaded that the arguments name.
 *
 * @param argv arguments without the program itself; none: every command is loaded
 */
export async function createProgram(argv: readonly string[] | undefined, context: Context): Promise<Command> {
  const program = new Command("weir")
    .description("Weir orchestrates workflows written in TypeScript and in Python.")
    .version(WEIR_VERSION, "-v, --version", "print Weir's version")
    .option("--profile <name>", "use the settings of this profile, whatever the environment says")
    .option("--debug", "show the stacks of failures")
    .helpOption("-h, --help", "show this help")
    .helpCommand(false)
    .addHelpText("after", HELP)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: (text) => process.stdout.write(wrapped(text)) })
    .showHelpAfterError("Add --help to see what is possible.")
    // Commander throws instead of ending the process: `main` sets the exit code.
    .exitOverride();
  const named = argv === undefined ? undefined : nounIn(argv);
  for (const { name, alias, summary, hidden = false, load } of NOUNS) {
    const command = program.command(name, { hidden }).description(summary).helpCommand(false);
    if (alias !== undefined) command.alias(alias);
    if (argv === undefined || (named !== undefined && [name, alias].includes(named)))
      (await load()).register(command, context, (words) => createProgram(words, context));
  }
  return program;
}

/** The first word that is neither an option nor the value of one. */
export const nounIn = (argv: readonly string[]): string | undefined =>
  argv.find((word, at) => !word.startsWith("-") && argv[at - 1] !== "--profile");
