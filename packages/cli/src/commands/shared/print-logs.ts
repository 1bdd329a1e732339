/** `logs` of flow runs and of task runs: its options, and what it prints. */
import { type Command, Option } from "commander";
import type { Client } from "@weir/client";
import type { Log, LogFilter } from "@weir/contract";
import { isFinalType } from "@weir/contract/states";
import { paint } from "../../output/colours.ts";
import { jsonOption, type JsonOptions, wantsJson } from "../../output/json.ts";
import { logLine } from "../../output/log-line.ts";
import { count } from "../../output/numbers.ts";

export interface LogsOptions extends JsonOptions {
  readonly head?: number | true;
  readonly tail?: number | true;
  readonly numLogs?: number;
  readonly reverse?: true;
  readonly follow?: true;
}

/** A run, as far as its logs are concerned. */
export interface LoggingRun {
  readonly state_type?: string | null;
  readonly end_time?: string | null;
  readonly updated?: string | null;
}

const FEW = 20;
/** Clients send logs in batches, the last one after the end of the run. */
const LINGER_MS = 3000;

export function logsOptions(command: Command): Command {
  return jsonOption(command)
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
    );
}

/** @param read the run as it is now */
export async function printLogs(
  api: Client,
  filter: Omit<LogFilter, "timestamp">,
  options: LogsOptions,
  read: () => Promise<LoggingRun>,
): Promise<void> {
  const print = wantsJson(options)
    ? (log: Log) => console.log(JSON.stringify(log))
    : (log: Log) => console.log(logLine(log));
  const logs = options.follow ? api.logs.follow({ filter, until: ended(read) }) : stored(api, filter, options);
  let any = false;
  for await (const log of logs) {
    any = true;
    print(log);
  }
  if (!any && !wantsJson(options)) console.error(paint("dim", "There are no logs.", process.stderr));
}

async function* stored(api: Client, logs: LogFilter, options: LogsOptions): AsyncGenerator<Log, void> {
  const { head, tail, numLogs, reverse = false } = options;
  const wanted = head ?? tail ?? numLogs;
  const limit = wanted === true ? (numLogs ?? FEW) : wanted;
  const fromEnd = tail !== undefined || (reverse && head === undefined);
  const found = api.logs.list({
    filter: { logs },
    sort: fromEnd ? "TIMESTAMP_DESC" : "TIMESTAMP_ASC",
    ...(limit !== undefined && { limit }),
  });
  if (fromEnd === reverse) yield* found;
  else yield* (await Array.fromAsync(found)).reverse();
}

/** True once the run has ended and what it logged last has had time to come. */
function ended(read: () => Promise<LoggingRun>): () => Promise<boolean> {
  let end = Number.POSITIVE_INFINITY;
  return async () => {
    const run = await read();
    if (!isFinalType(run.state_type)) end = Number.POSITIVE_INFINITY;
    else if (end === Number.POSITIVE_INFINITY) end = Date.parse(run.end_time ?? run.updated ?? "") + LINGER_MS;
    return Date.now() >= end;
  };
}
