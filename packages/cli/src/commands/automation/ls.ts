import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import type { Column } from "../../output/table.ts";

const HELP = `
Example:
  $ weir automation ls
`;

export function ls(command: Command, context: Context): void {
  jsonOption(command)
    .description("list automations")
    .addHelpText("after", HELP)
    .action((options: JsonOptions) => run(options, context));
}

async function run(options: JsonOptions, context: Context): Promise<void> {
  await using api = await context.api();
  const automations = await Array.fromAsync(api.automations.list({ sort: "NAME_ASC" }));
  if (wantsJson(options)) return printJson(automations);
  if (automations.length === 0) return console.log("There are no automations.");
  const { table } = await import("../../output/table.ts");
  const columns: readonly Column[] = [
    { title: "Name", least: 16 },
    { title: "ID", least: 36 },
    { title: "Enabled" },
    { title: "Trigger" },
    { title: "Actions", least: 12 },
  ];
  const rows = automations.map(({ name, id, enabled, trigger, actions }) => [
    name,
    id,
    enabled ? "yes" : "no",
    trigger.type,
    actions.map(({ type }) => type).join(", "),
  ]);
  console.log(table(columns, rows));
}
