import { type Command, InvalidArgumentError } from "commander";
import type { Context } from "../context.ts";
import type { Outcome } from "../deploy/apply.ts";
import type { Choice } from "../deploy/deploy-folder.ts";
import type { Move } from "../deploy/watch.ts";
import { Failure } from "../failure.ts";
import { paint } from "../output/colours.ts";
import { report } from "../output/failure.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../output/json.ts";
import { harmless } from "../output/text.ts";
import { assignment, type Values } from "./shared/values.ts";

interface Options extends JsonOptions {
  readonly all?: true;
  readonly name?: readonly string[];
  readonly env?: string;
  readonly file?: string;
  readonly prefectFile?: string;
  readonly dryRun?: true;
  readonly pool?: string;
  readonly param: Values;
  readonly prompt?: true;
  readonly message?: string;
  readonly canary?: number;
  readonly watchGit?: string;
  readonly branch?: string;
  readonly interval: number;
  readonly once?: true;
  readonly delete?: true;
}

const HELP = `
Reads weir.yaml in this folder, or prefect.yaml. A deployment that is as the file says is left alone.

The environment is the one that --env names, or the one with the name of the profile in force, if the file has it.

Examples:
  $ weir deploy                        the only deployment of the file
  $ weir deploy nightly 'report-*'
  $ weir deploy --all --env prod
  $ weir deploy --all --dry-run        what would change
  $ weir deploy nightly --canary 10% --message "new parser"
  $ weir deployment promote report/nightly
  $ weir deploy --watch-git https://github.com/acme/flows --branch main --env prod

A repository that needs a password gets it from WEIR_GIT_TOKEN (token, or user:token).
`;

export function register(command: Command, context: Context): void {
  jsonOption(command)
    .description("put the deployments of weir.yaml or prefect.yaml on the server")
    .argument("[names...]", "deployments of the file, * standing for any text")
    .option("-n, --name <name...>", "the same as naming them")
    .option("--all", "all deployments of the file")
    .option("--env <environment>", "environment of the file (default: that of the profile's name)")
    .option("-f, --file <file>", "another file")
    .option("--prefect-file <file>", "the same as --file")
    .option("-p, --pool <name>", "work pool, whatever the file says")
    .option("--param <name=value>", "a parameter, whatever the file says (can be repeated)", assignment, {})
    .option("--prompt", "ask what the file does not say: which deployments, which work pool")
    .option("-m, --message <text>", "why; kept with the version")
    .option("--canary <share>", "try the changes on this part of the scheduled runs: 10%, 0.1", share)
    .option("--watch-git <url>", "deploy what a git repository has, again whenever its branch moves")
    .option("--branch <name>", "that branch (default: the one that the repository shows first)")
    .option("--interval <seconds>", "how often to look whether it has moved", interval, 60)
    .option("--once", "look once, deploy if it has moved, and end")
    .option("--delete", "delete deployments that were deployed from it and are not in its file any more")
    .option("--dry-run", "only show what would change; steps are not run")
    .addHelpText("after", HELP)
    .action((names: readonly string[], options: Options) => run(names, options, context));
}

async function run(names: readonly string[], options: Options, context: Context): Promise<void> {
  if (options.watchGit !== undefined) return watch(options.watchGit, names, options, context);
  const unmeant = (["branch", "once", "delete"] as const).find((name) => options[name] !== undefined);
  if (unmeant) throw new Failure(`--${unmeant} is for --watch-git`, "Add --watch-git URL, or leave it out.");
  const { deployFolder } = await import("../deploy/deploy-folder.ts");
  await using api = await context.api();
  const outcomes = await deployFolder(api, process.cwd(), choiceOf(names, options), context);
  if (wantsJson(options)) return printJson(outcomes);
  for (const outcome of outcomes) print(outcome, options.dryRun ?? false);
  if (options.dryRun) console.log("Nothing was changed.");
}

const choiceOf = (names: readonly string[], options: Options): Choice => ({
  ...options,
  names: [...names, ...(options.name ?? [])],
  file: options.file ?? options.prefectFile,
  isAll: options.all ?? false,
  isDry: options.dryRun ?? false,
});

async function watch(url: string, names: readonly string[], options: Options, context: Context): Promise<void> {
  const { watchGit } = await import("../deploy/watch.ts");
  const chosen = choiceOf(names, options);
  const choice = { ...chosen, isAll: chosen.isAll || chosen.names.length === 0 };
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  process.once("SIGINT", onSignal).once("SIGTERM", onSignal);
  try {
    await watchGit(
      {
        url,
        branch: options.branch,
        seconds: options.interval,
        isOnce: options.once ?? false,
        mayDelete: options.delete ?? false,
        choice,
        signal: stop.signal,
        told: (move) => (wantsJson(options) ? console.log(JSON.stringify(move)) : tell(move, choice.isDry)),
        failed: async (error) => void (await report(error, false)),
      },
      context,
    );
  } finally {
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  }
}

function tell({ url, branch, commit, before, outcomes, gone, deleted }: Move, isDry: boolean): void {
  const from = before === undefined ? "" : before === commit ? ", as before" : `, was at ${before.slice(0, 9)}`;
  console.log(`${harmless(url)}, ${branch ?? "HEAD"} is at ${commit.slice(0, 9)}${from}`);
  for (const outcome of outcomes) print(outcome, isDry);
  for (const name of deleted) console.log(`${paint("red", "-")} ${harmless(name)} ${isDry ? "would be " : ""}deleted`);
  for (const name of gone)
    console.log(
      `${paint("yellow", "!")} ${harmless(name)} is not in the file any more, and stays: --delete removes it`,
    );
}

const MARKS = { created: "+", updated: "~", unchanged: "=", tried: "?" } as const;
const STYLES = { created: "green", updated: "yellow", unchanged: "dim", tried: "yellow" } as const;

function interval(text: string): number {
  const seconds = Number(text);
  if (seconds >= 1 && seconds <= 86_400) return seconds;
  throw new InvalidArgumentError("It has to be a number of seconds from 1 to 86400.");
}

/** `10%` or `0.1`. */
function share(text: string): number {
  const [, number, percent] = /^(\d+(?:\.\d+)?)(%)?$/.exec(text.trim()) ?? [];
  const value = Number(number) / (percent ? 100 : 1);
  if (value > 0 && value < 1) return value;
  throw new InvalidArgumentError("It has to be above 0% and below 100%.");
}

function print({ kind, name, id, outcome, changes }: Outcome, isDry: boolean): void {
  const verb = isDry && outcome !== "unchanged" ? `would be ${outcome}` : outcome;
  console.log(
    `${paint(STYLES[outcome], MARKS[outcome])} ${kind === "limit" ? "limit " : ""}${harmless(name)} ${verb}${id === undefined ? "" : ` (${id})`}`,
  );
  if (!isDry) return;
  for (const { field, before, after } of changes)
    console.log(`    ${field}: ${harmless(JSON.stringify(before))} -> ${harmless(JSON.stringify(after))}`);
}
