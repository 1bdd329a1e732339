import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { relative } from "../../output/time.ts";
import { limitOption } from "../shared/run-filters.ts";
import { shownValue } from "./find.ts";

interface Options extends JsonOptions {
  readonly limit: number;
  readonly name?: string;
  readonly tag?: readonly string[];
}

const HELP = `
Example:
  $ weir variable ls --name threshold
`;

export function ls(command: Command, context: Context): void {
  jsonOption(limitOption(command, 100))
    .description("list variables by name")
    .option("--name <text>", "only those with this in their name")
    .option("--tag <tag...>", "only those with all of these tags")
    .addHelpText("after", HELP)
    .action((options: Options) => run(options, context));
}

async function run(options: Options, context: Context): Promise<void> {
  await using api = await context.api();
  const { name, tag, limit } = options;
  const variables = {
    ...(name !== undefined && { name: { like_: name } }),
    ...(tag && { tags: { all_: [...tag] } }),
  };
  const found = await Array.fromAsync(api.variables.list({ filter: { variables }, sort: "NAME_ASC", limit }));
  if (wantsJson(options)) return printJson(found);
  if (found.length === 0) return console.log("There are no such variables.");
  const { table } = await import("../../output/table.ts");
  const columns = [
    { title: "Name", least: 16 },
    { title: "Value", least: 16 },
    { title: "Tags", least: 8 },
    { title: "Updated" },
  ] as const;
  const rows = found.map((one) => [
    one.name,
    shownValue(one.value),
    (one.tags ?? []).join(", "),
    one.updated ? relative(one.updated) : "",
  ]);
  console.log(table(columns, rows));
}
