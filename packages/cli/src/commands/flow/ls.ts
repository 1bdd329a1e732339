import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { relative } from "../../output/time.ts";
import { limitOption } from "../shared/run-filters.ts";

interface Options extends JsonOptions {
  readonly limit: number;
  readonly name?: string;
  readonly tag?: readonly string[];
}

const HELP = `
Examples:
  $ weir flow ls --name etl
  $ weir flow ls --limit 100 --json
`;

export function ls(command: Command, context: Context): void {
  jsonOption(limitOption(command, 15))
    .description("list flows, the newest first")
    .option("--name <text>", "only flows with this in their name")
    .option("--tag <tag...>", "only flows with all of these tags")
    .addHelpText("after", HELP)
    .action((options: Options) => run(options, context));
}

async function run(options: Options, context: Context): Promise<void> {
  await using api = await context.api();
  const { name, tag, limit } = options;
  const flows = {
    ...(name !== undefined && { name: { like_: name } }),
    ...(tag && { tags: { all_: [...tag] } }),
  };
  const found = await Array.fromAsync(api.flows.list({ filter: { flows }, sort: "CREATED_DESC", limit }));
  if (wantsJson(options)) return printJson(found);
  if (found.length === 0) return console.log("There are no such flows.");
  const { table } = await import("../../output/table.ts");
  const columns = [
    { title: "ID", spare: true },
    { title: "Name", least: 16 },
    { title: "Tags", least: 8 },
    { title: "Created" },
  ] as const;
  const rows = found.map((flow) => [
    flow.id,
    flow.name,
    (flow.tags ?? []).join(", "),
    flow.created ? relative(flow.created) : "",
  ]);
  console.log(table(columns, rows));
}
