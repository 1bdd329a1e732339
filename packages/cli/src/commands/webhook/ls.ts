import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { relative } from "../../output/time.ts";

const HELP = `
Example:
  $ weir webhook ls
`;

export function ls(command: Command, context: Context): void {
  jsonOption(command)
    .description("list inbound webhooks by name")
    .addHelpText("after", HELP)
    .action((options: JsonOptions) => run(options, context));
}

async function run(options: JsonOptions, context: Context): Promise<void> {
  await using api = await context.api();
  const found = await api.webhooks.list();
  if (wantsJson(options)) return printJson(found);
  if (found.length === 0) return console.log("There are no webhooks: make one with `weir webhook create NAME`.");
  const { table } = await import("../../output/table.ts");
  const columns = [
    { title: "Webhook", least: 12 },
    { title: "ID", least: 36 },
    { title: "Sender" },
    { title: "Enabled" },
    { title: "Template" },
    { title: "Created" },
  ] as const;
  const rows = found.map(({ name, id, preset, enabled, template, created }) => [
    name,
    id,
    preset,
    enabled ? "yes" : "no",
    template === null ? "the sender's" : "its own",
    relative(created),
  ]);
  console.log(table(columns, rows));
}
