import type { Command } from "commander";
import type { TaskRun } from "@weir/contract";
import type { Context } from "../../context.ts";
import { stateCell } from "../../output/colours.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { duration, relative } from "../../output/time.ts";
import { findFlowRun } from "../shared/find.ts";
import { runFilter, type RunFilterOptions, runFilterOptions } from "../shared/run-filters.ts";

interface Options extends JsonOptions, RunFilterOptions {
  readonly flowRun?: string;
  readonly flowName?: readonly string[];
  readonly taskRunName?: readonly string[];
}

const HELP = `
Examples:
  $ weir task-run ls --flow-run brave-otter --state-type FAILED
  $ weir task-run ls --name fetch --since 1h --json
`;

export function ls(command: Command, context: Context): void {
  command
    .option("--flow-run <run>", "only tasks of this run, by its id or name")
    .option("--flow-name <name...>", "only tasks of runs of these flows")
    .option("--task-run-name <name...>", "only those of exactly these names");
  jsonOption(runFilterOptions(command))
    .description("list task runs, the latest first")
    .addHelpText("after", HELP)
    .action((options: Options) => run(options, context));
}

async function run(options: Options, context: Context): Promise<void> {
  await using api = await context.api();
  const { flowRun, flowName, taskRunName, limit } = options;
  const within = flowRun === undefined ? undefined : (await findFlowRun(api, flowRun)).id;
  const filter = {
    ...(flowName && { flows: { name: { any_: [...flowName] } } }),
    ...(within !== undefined && { flow_runs: { id: { any_: [within] } } }),
    task_runs: { ...runFilter(options), ...(taskRunName && { name: { any_: [...taskRunName] } }) },
  };
  const runs = (await Array.fromAsync(
    api.taskRuns.list({ filter, sort: "EXPECTED_START_TIME_DESC", limit }),
  )) as TaskRun[];
  if (wantsJson(options)) return printJson(runs);
  if (runs.length === 0) return console.log("There are no such task runs.");
  const { table } = await import("../../output/table.ts");
  const columns = [
    { title: "ID", spare: true },
    { title: "Name", least: 16 },
    { title: "State" },
    { title: "Took", right: true },
    { title: "When" },
  ] as const;
  const rows = runs.map((one) => [
    one.id,
    one.name ?? one.task_key,
    stateCell(one.state_type, one.state_name),
    one.start_time ? duration(one.total_run_time ?? 0) : "",
    when(one),
  ]);
  console.log(table(columns, rows));
}

function when(run: TaskRun): string {
  const time = run.start_time ?? run.expected_start_time ?? run.created;
  return time ? relative(time) : "";
}
