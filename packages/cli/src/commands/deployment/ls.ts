import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import type { Column } from "../../output/table.ts";
import { limitOption } from "../shared/run-filters.ts";
import { scheduleText } from "../shared/schedule-text.ts";
import { namesOf } from "./find.ts";

interface Options extends JsonOptions {
  readonly limit: number;
  readonly flow?: readonly string[];
  readonly name?: string;
  readonly tag?: readonly string[];
}

const HELP = `
Example:
  $ weir deployment ls --flow report
`;

export function ls(command: Command, context: Context): void {
  jsonOption(limitOption(command, 100))
    .description("list deployments by name")
    .option("--flow <name...>", "only of these flows")
    .option("--name <text>", "only those with this in their name")
    .option("--tag <tag...>", "only those with all of these tags")
    .addHelpText("after", HELP)
    .action((options: Options) => list(options, context));
}

async function list(options: Options, context: Context): Promise<void> {
  await using api = await context.api();
  const { flow, name, tag, limit } = options;
  const filter = {
    ...(flow && { flows: { name: { any_: [...flow] } } }),
    deployments: {
      ...(name !== undefined && { name: { like_: name } }),
      ...(tag && { tags: { all_: [...tag] } }),
    },
  };
  const found = await Array.fromAsync(api.deployments.list({ filter, sort: "NAME_ASC", limit }));
  if (wantsJson(options)) return printJson(found);
  if (found.length === 0) return console.log("There are no such deployments.");
  const names = await namesOf(api, found);
  const { table } = await import("../../output/table.ts");
  const columns: readonly Column[] = [
    { title: "Name", least: 16 },
    { title: "Work pool", least: 8 },
    { title: "Schedules", least: 12 },
    { title: "Status" },
  ];
  const rows = found.map((one) => [
    names.get(one.id)!,
    one.work_pool_name ?? "",
    (one.schedules ?? []).map(scheduleText).join(", "),
    one.paused ? "paused" : (one.status ?? "").toLowerCase().replace("_", " "),
  ]);
  console.log(table(columns, rows));
}
