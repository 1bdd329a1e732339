import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { count } from "../../output/numbers.ts";
import { local } from "../../output/time.ts";
import { selected, type Selection, selecting } from "./selection.ts";

interface Options extends JsonOptions, Selection {
  readonly limit: number;
}

const HELP = `
Examples:
  $ weir cache ls
  $ weir cache ls --task fetch-rates --namespace reports
`;

export function ls(command: Command, context: Context): void {
  jsonOption(selecting(command))
    .description("list the results of tasks that later runs may take, the newest first")
    .option("-n, --limit <count>", "at most so many, up to 200", count, 20)
    .addHelpText("after", HELP)
    .action((options: Options) => run(options, context));
}

async function run(options: Options, context: Context): Promise<void> {
  await using api = await context.api();
  const { entries } = await api.cache.filter({ ...selected(options), limit: Math.min(options.limit, 200) });
  if (wantsJson(options)) return printJson(entries);
  if (entries.length === 0) return console.log("No results are kept.");
  const { table } = await import("../../output/table.ts");
  const columns = [
    { title: "Task", least: 8 },
    { title: "Namespace", least: 8 },
    { title: "Key", least: 12 },
    { title: "Made" },
    { title: "Expires" },
    { title: "Hits", right: true },
    { title: "Size", right: true },
  ] as const;
  const rows = entries.map((entry) => [
    entry.task_name,
    entry.namespace,
    entry.key,
    local(entry.created),
    entry.expires === null ? "" : local(entry.expires),
    String(entry.hits),
    String(entry.size),
  ]);
  console.log(table(columns, rows));
}
