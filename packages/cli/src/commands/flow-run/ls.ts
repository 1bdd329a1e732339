import type { Command } from "commander";
import type { Client } from "@weir/client";
import type { FlowRunResponse, StateType } from "@weir/contract";
import type { Context } from "../../context.ts";
import { stateName } from "../../output/colours.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { count } from "../../output/numbers.ts";
import { relative } from "../../output/time.ts";

interface Options extends JsonOptions {
  readonly limit: number;
  readonly flowName?: readonly string[];
  readonly state?: readonly string[];
  readonly stateType?: readonly string[];
}

const HELP = `
Examples:
  $ weir flow-run ls --limit 50
  $ weir flow-run ls --flow-name etl --state-type FAILED CRASHED
  $ weir flow-run ls --state Late --json
`;

export function ls(command: Command, context: Context): void {
  jsonOption(command)
    .description("list flow runs, the latest first")
    .option("--limit <count>", "how many at most", count, 15)
    .option("--flow-name <name...>", "only runs of these flows")
    .option("--state <name...>", "only runs in states of these names, as Running or Late")
    .option("--state-type <type...>", "only runs in states of these types, as FAILED or SCHEDULED")
    .addHelpText("after", HELP)
    .action((options: Options) => run(options, context));
}

async function run(options: Options, context: Context): Promise<void> {
  await using api = await context.api();
  const { flowName, state, stateType } = options;
  const filter = {
    ...(flowName && { flows: { name: { any_: [...flowName] } } }),
    flow_runs: {
      state: {
        ...(state && { name: { any_: [...state] } }),
        ...(stateType && { type: { any_: stateType.map((type) => type.toUpperCase() as StateType) } }),
      },
    },
  };
  const query = { filter, sort: "EXPECTED_START_TIME_DESC", limit: options.limit } as const;
  const runs = await Array.fromAsync(api.flowRuns.list(query));
  if (wantsJson(options)) return printJson(runs);
  if (runs.length === 0) return console.log("There are no such flow runs.");
  const names = await flowNames(api, runs);
  const { table } = await import("../../output/table.ts");
  const rows = runs.map((one) => [
    one.id,
    names.get(one.flow_id) ?? "",
    one.name ?? "",
    one.state_type ? stateName(one.state_type, one.state_name) : "",
    when(one),
  ]);
  console.log(table(["ID", "Flow", "Name", "State", "When"], rows));
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
