import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { limitOption } from "../shared/run-filters.ts";
import { rateOf, stateOf } from "./sizes.ts";

interface Options extends JsonOptions {
  readonly limit: number;
}

const HELP = `
Limits on tags are named tag:NAME.

Example:
  $ weir limit ls
`;

export function ls(command: Command, context: Context): void {
  jsonOption(limitOption(command, 200))
    .description("list limits by name, with the slots that are taken")
    .addHelpText("after", HELP)
    .action((options: Options) => run(options, context));
}

async function run(options: Options, context: Context): Promise<void> {
  await using api = await context.api();
  const found = await Array.fromAsync(api.concurrencyLimitsV2.list({ limit: options.limit }));
  if (wantsJson(options)) return printJson(found);
  if (found.length === 0) return console.log("There are no limits.");
  const { table } = await import("../../output/table.ts");
  const columns = [
    { title: "Limit", least: 16 },
    { title: "Taken" },
    { title: "Slots" },
    { title: "Come free" },
    { title: "State" },
  ] as const;
  const rows = found.map((one) => [one.name, String(one.active_slots), String(one.limit), rateOf(one), stateOf(one)]);
  console.log(table(columns, rows));
}
