import { type Command, Option } from "commander";
import type { Client } from "@weir/client";
import type { FlowRunResponse, Log } from "@weir/contract";
import { isFinalType } from "@weir/contract/states";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, wantsJson } from "../../output/json.ts";
import { logLine } from "../../output/log-line.ts";
import { count } from "../../output/numbers.ts";
import { findFlowRun } from "./find.ts";

interface Options extends JsonOptions {
  readonly head?: number | true;
  readonly tail?: number | true;
  readonly numLogs?: number;
  readonly reverse?: true;
  readonly follow?: true;
}

const FEW = 20;
/** Clients send logs in batches, the last one after the end of the run. */
const LINGER_MS = 3000;

const HELP = `
With --json, every line of the output is one log entry, as the API has it.

Examples:
  $ weir flow-run logs brave-otter
  $ weir flow-run logs brave-otter --tail 100
  $ weir flow-run logs brave-otter --follow
`;

export function logs(command: Command, context: Context): void {
  jsonOption(command)
    .description("print the logs of a flow run and its tasks")
    .argument("<run>", "id or name of the run")
    .option("--head [count]", `only the first ones (${FEW})`, count)
    .option("--tail [count]", `only the last ones (${FEW})`, count)
    .option("-r, --reverse", "the last one first")
    .addOption(new Option("-n, --num-logs <count>").argParser(count).hideHelp())
    .addOption(
      new Option("-f, --follow", "go on printing what is logged until the run has ended").conflicts([
        "head",
        "tail",
        "reverse",
      ]),
    )
    .addHelpText("after", HELP)
    .action((idOrName: string, options: Options) => run(idOrName, options, context));
}

async function run(idOrName: string, options: Options, context: Context): Promise<void> {
  await using api = await context.api();
  const flowRun = await findFlowRun(api, idOrName);
  const print = wantsJson(options)
    ? (log: Log) => console.log(JSON.stringify(log))
    : (log: Log) => console.log(logLine(log));
  for await (const log of options.follow ? following(api, flowRun) : stored(api, flowRun, options)) print(log);
}

async function* stored(api: Client, { id }: FlowRunResponse, options: Options): AsyncGenerator<Log, void> {
  const filter = { logs: { flow_run_id: { any_: [id] } } };
  const { head, tail, numLogs, reverse = false } = options;
  const wanted = head ?? tail ?? numLogs;
  const limit = wanted === true ? (numLogs ?? FEW) : wanted;
  const fromEnd = tail !== undefined || (reverse && head === undefined);
  const logs = api.logs.list({
    filter,
    sort: fromEnd ? "TIMESTAMP_DESC" : "TIMESTAMP_ASC",
    ...(limit !== undefined && { limit }),
  });
  if (fromEnd === reverse) yield* logs;
  else yield* (await Array.fromAsync(logs)).reverse();
}

function following(api: Client, { id }: FlowRunResponse): AsyncGenerator<Log, void> {
  let end = Number.POSITIVE_INFINITY;
  const until = async (): Promise<boolean> => {
    const run = await api.flowRuns.read({ id });
    if (!isFinalType(run.state_type)) end = Number.POSITIVE_INFINITY;
    else if (end === Number.POSITIVE_INFINITY) end = Date.parse(run.end_time ?? run.updated ?? "") + LINGER_MS;
    return Date.now() >= end;
  };
  return api.logs.follow({ filter: { flow_run_id: { any_: [id] } }, until });
}
