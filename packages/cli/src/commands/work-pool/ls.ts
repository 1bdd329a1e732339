import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import type { Column } from "../../output/table.ts";

const HELP = `
Example:
  $ weir work-pool ls
`;

export function ls(command: Command, context: Context): void {
  jsonOption(command)
    .description("list work pools by name")
    .addHelpText("after", HELP)
    .action((options: JsonOptions) => run(options, context));
}

async function run(options: JsonOptions, context: Context): Promise<void> {
  await using api = await context.api();
  const pools = await Array.fromAsync(api.workPools.list({}));
  pools.sort((a, b) => a.name.localeCompare(b.name));
  if (wantsJson(options)) return printJson(pools);
  if (pools.length === 0) return console.log("There are no work pools. Create one with `weir work-pool create`.");
  const { table } = await import("../../output/table.ts");
  const columns: readonly Column[] = [
    { title: "Name", least: 12 },
    { title: "Type" },
    { title: "Status" },
    { title: "Limit", right: true },
  ];
  const rows = pools.map(({ name, type, status, is_paused, concurrency_limit }) => [
    name,
    type,
    is_paused ? "paused" : (status ?? "").toLowerCase().replace("_", " "),
    concurrency_limit == null ? "none" : String(concurrency_limit),
  ]);
  console.log(table(columns, rows));
}
