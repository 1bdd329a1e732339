import { type Command, InvalidArgumentError } from "commander";
import type { Client } from "@weir/client";
import type { FoundLog } from "@weir/contract";
import { closest } from "@weir/contract/settings";
import type { Context } from "../context.ts";
import { Failure } from "../failure.ts";
import { paint } from "../output/colours.ts";
import { jsonOption, type JsonOptions, wantsJson } from "../output/json.ts";
import { logLine } from "../output/log-line.ts";
import { count } from "../output/numbers.ts";
import { harmless } from "../output/text.ts";
import { instant } from "../output/time.ts";
import { findFlow, findFlowRun, findTaskRun } from "./shared/find.ts";

interface Options extends JsonOptions {
  readonly flow?: string;
  readonly run?: readonly string[];
  readonly task?: readonly string[];
  readonly level?: number;
  readonly since?: string;
  readonly until?: string;
  readonly text?: string;
  readonly field?: Readonly<Record<string, string>>;
  readonly follow?: true;
  readonly limit?: number;
}

const LEVELS: Readonly<Record<string, number>> = {
  debug: 10,
  info: 20,
  warning: 30,
  warn: 30,
  error: 40,
  critical: 50,
};
const FEW = 100;

const HELP = `
Without --follow, the newest lines that fit, in the order of time. With --json, every line of the output is one log entry
as the API has it, with its fields and the name of its run.

Examples:
  $ weir logs --level error --since 1d
  $ weir logs --flow etl --text '"disk full"' --limit 500
  $ weir logs --field customer=17 --json | jq .fields
  $ weir logs --flow etl --follow
`;

export function register(command: Command, context: Context): void {
  jsonOption(command)
    .option("--flow <flow>", "only lines of runs of this flow, by id or name")
    .option("--run <run...>", "only lines of these flow runs, by id or name")
    .option("--task <task run...>", "only lines of these task runs, by id or name")
    .option("-l, --level <level>", "only lines of this level or above: debug, info, warning, error, critical", level)
    .option("--since <time>", "only lines since then: 2h, 3d, 2026-03-01, 2026-03-01T12:00Z", instant)
    .option("--until <time>", "only lines until then", instant)
    .option("--text <words>", 'only lines with one of these words; +word must, -word must not occur, "phrase" does')
    .option("--field <name=value>", "only lines logged with this field; may be repeated", field, {})
    .option("-f, --follow", "go on printing what is logged, until Ctrl-C")
    .option("-n, --limit <count>", `how many lines at most (${FEW}; with --follow, no end)`, count)
    .addHelpText("after", HELP)
    .action((options: Options) => run(options, context));
}

async function run(options: Options, context: Context): Promise<void> {
  const { follow = false, limit, since, until, text, field: fields = {} } = options;
  if (follow && until !== undefined)
    throw new Failure("--follow has no end, --until names one", "Leave one of them out.");
  await using api = await context.api();
  const wanted = {
    ...(await runsOf(api, options)),
    ...(options.level !== undefined && { level: options.level }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
    ...(text !== undefined && { text }),
    ...(Object.keys(fields).length > 0 && { fields }),
  };
  const print = wantsJson(options) ? printEntry : printLine;
  if (follow) {
    for await (const log of api.logs.find({ ...wanted, follow, ...(limit !== undefined && { limit }) })) print(log);
    return;
  }
  for (const log of (await Array.fromAsync(api.logs.find({ ...wanted, limit: limit ?? FEW }))).reverse()) print(log);
}

async function runsOf(api: Client, { flow, run: runs, task: tasks }: Options) {
  const idsOf = async (names: readonly string[], find: (api: Client, name: string) => Promise<{ id: string }>) =>
    Promise.all(names.map(async (name) => (await find(api, name)).id));
  return {
    ...(flow !== undefined && { flow_id: (await findFlow(api, flow)).id }),
    ...(runs && { flow_run_ids: await idsOf(runs, findFlowRun) }),
    ...(tasks && { task_run_ids: await idsOf(tasks, findTaskRun) }),
  };
}

const printEntry = (log: FoundLog): void => console.log(JSON.stringify(log));

const printLine = (log: FoundLog): void =>
  console.log(
    log.flow_run_name === null ? logLine(log) : `${paint("dim", harmless(log.flow_run_name))} | ${logLine(log)}`,
  );

function level(word: string): number {
  const known = LEVELS[word.toLowerCase()];
  if (known !== undefined) return known;
  if (/^\d+$/.test(word)) return Number(word);
  const near = closest(word, Object.keys(LEVELS));
  throw new InvalidArgumentError(near ? `Did you mean ${near}?` : `It is one of ${Object.keys(LEVELS).join(", ")}.`);
}

function field(text: string, before: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError("It looks like name=value.");
  return { ...before, [name]: value };
}
