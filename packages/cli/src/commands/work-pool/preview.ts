import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { count, positiveNumber } from "../../output/numbers.ts";
import type { Column } from "../../output/table.ts";
import { local, relative } from "../../output/time.ts";
import { findWorkPool } from "./find.ts";

interface Options extends JsonOptions {
  readonly hours: number;
  readonly limit: number;
}

const HELP = `
Nothing is claimed by looking. What has been due for a while and did not start is asked about by \`weir why RUN\`.

Example:
  $ weir work-pool preview local --hours 24
`;

export function preview(command: Command, context: Context): void {
  jsonOption(command)
    .description("show what is scheduled in a work pool, the next first")
    .argument("<name>", "name of the pool")
    .option("--hours <hours>", "how far to look ahead", positiveNumber, 1)
    .option("--limit <count>", "most runs to show", count, 200)
    .addHelpText("after", HELP)
    .action((name: string, options: Options) => run(name, options, context));
}

const COLUMNS: readonly Column[] = [
  { title: "Scheduled for" },
  { title: "When" },
  { title: "Queue", least: 8 },
  { title: "Name", least: 12 },
  { title: "ID", spare: true },
];

async function run(name: string, options: Options, context: Context): Promise<void> {
  await using api = await context.api();
  const pool = await findWorkPool(api, name);
  const until = new Date(Date.now() + options.hours * 3_600_000).toISOString();
  const filter = {
    work_pools: { name: { any_: [pool.name] } },
    flow_runs: { state: { type: { any_: ["SCHEDULED" as const] } }, expected_start_time: { before_: until } },
  };
  const list = api.flowRuns.list({ filter, sort: "EXPECTED_START_TIME_ASC", limit: options.limit });
  const runs = await Array.fromAsync(list);
  if (wantsJson(options)) return printJson(runs);
  if (runs.length === 0) return console.log(`Nothing is scheduled in ${pool.name} before ${local(until)}.`);
  const { table } = await import("../../output/table.ts");
  const rows = runs.map((one) => [
    one.expected_start_time ? local(one.expected_start_time) : "",
    one.expected_start_time ? relative(one.expected_start_time) : "",
    one.work_queue_name ?? "",
    one.name ?? "",
    one.id,
  ]);
  console.log(table(COLUMNS, rows));
}
