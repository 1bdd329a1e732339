import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { relative } from "../../output/time.ts";

const HELP = `
Example:
  $ weir key ls
`;

export function ls(command: Command, context: Context): void {
  jsonOption(command)
    .description("list access keys by name")
    .addHelpText("after", HELP)
    .action((options: JsonOptions) => run(options, context));
}

async function run(options: JsonOptions, context: Context): Promise<void> {
  await using api = await context.api();
  const found = await api.keys.list();
  if (wantsJson(options)) return printJson(found);
  if (found.length === 0) return console.log("There are no keys: whoever reaches the server may use it.");
  const { table } = await import("../../output/table.ts");
  const columns = [
    { title: "Key", least: 12 },
    { title: "Role" },
    { title: "Team", least: 8 },
    { title: "Created" },
    { title: "Expires" },
  ] as const;
  const rows = found.map(({ name, role, team, created, expires }) => [
    name,
    role,
    team ?? "",
    relative(created),
    expires === null ? "never" : relative(expires),
  ]);
  console.log(table(columns, rows));
}
