import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { relative } from "../../output/time.ts";
import { limitOption } from "../shared/run-filters.ts";
import { referenceOf } from "./find.ts";

interface Options extends JsonOptions {
  readonly limit: number;
  readonly type?: readonly string[];
}

const HELP = `
Secrets are not shown.

Example:
  $ weir block ls --type secret
`;

export function ls(command: Command, context: Context): void {
  jsonOption(limitOption(command, 100))
    .description("list blocks by type and name")
    .option("--type <type...>", "only those of these types")
    .addHelpText("after", HELP)
    .action((options: Options) => run(options, context));
}

async function run(options: Options, context: Context): Promise<void> {
  await using api = await context.api();
  const { type, limit } = options;
  const filter = type ? { block_types: { slug: { any_: [...type] } } } : {};
  const found = await Array.fromAsync(api.blockDocuments.list({ filter, sort: "BLOCK_TYPE_AND_NAME_ASC", limit }));
  if (wantsJson(options)) return printJson(found);
  if (found.length === 0) return console.log("There are no such blocks.");
  const { table } = await import("../../output/table.ts");
  const columns = [
    { title: "Block", least: 16 },
    { title: "Type", least: 8 },
    { title: "ID" },
    { title: "Updated" },
  ] as const;
  const rows = found.map((one) => [
    referenceOf(one),
    one.block_type_name ?? "",
    one.id,
    one.updated ? relative(one.updated) : "",
  ]);
  console.log(table(columns, rows));
}
