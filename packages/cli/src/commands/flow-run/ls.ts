import type { Command } from "commander";
import type { Client } from "@weir/client";
import type { FlowRunResponse } from "@weir/contract";
import type { Context } from "../../context.ts";
import { stateCell } from "../../output/colours.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import type { Column } from "../../output/table.ts";
import { relative } from "../../output/time.ts";
import { runFilter, type RunFilterOptions, runFilterOptions } from "../shared/run-filters.ts";

interface Options extends JsonOptions, RunFilterOptions {
  readonly flowName?: readonly string[];
}

const HELP = `
Examples:
  $ weir flow-run ls --limit 50
  $ weir flow-run ls --flow-name etl --state-type FAILED CRASHED --since 2d
  $ weir flow-run ls --state Late --json
`;

export function ls(command: Command, context: Context): void {
  jsonOption(runFilterOptions(command.option("--flow-name <name...>", "only runs of these flows")))
    .description("list flow runs, the latest first")
    .addHelpText("after", HELP)
    .action((options: Options) => run(options, context));
}

const COLUMNS: readonly Column[] = [
  { title: "ID", spare: true },
  { title: "Flow", least: 8 },
  { title: "Name", least: 12 },
  { title: "State" },
  { title: "When" },
];

async function run(options: Options, context: Context): Promise<void> {
  await using api = await context.api();
  const { flowName, limit } = options;
  const filter = { ...(flowName && { flows: { name: { any_: [...flowName] } } }), flow_runs: runFilter(options) };
  const runs = await Array.fromAsync(api.flowRuns.list({ filter, sort: "EXPECTED_START_TIME_DESC", limit }));
  if (wantsJson(options)) return printJson(runs);
  if (runs.length === 0) return console.log("There are no such flow runs.");
  const names = await flowNames(api, runs);
  console.log(await flowRunTable(runs, names));
}

/** Flow runs as a table; names of flows by id. */
export async function flowRunTable(
  runs: readonly FlowRunResponse[],
  names: ReadonlyMap<string, string>,
): Promise<string> {
  const { table } = await import("../../output/table.ts");
  const rows = runs.map((one) => [
    one.id,
    names.get(one.flow_id) ?? "",
    one.name ?? "",
    stateCell(one.state_type, one.state_name),
    when(one),
  ]);
  return table(COLUMNS, rows);
}

async function flowNames(api: Client, runs: readonly FlowRunResponse[]): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(runs.map((run) => run.flow_id))];
  const flows = await Array.fromAsync(api.flows.list({ filter: { flows: { id: { any_: ids } } } }));
  return new Map(flows.map((flow) => [flow.id, flow.name]));
}

function when(run: FlowRunResponse): string {
  const time = run.start_time ?? run.expected_start_time ?? run.created;
  return time ? relative(time) : "";
}
