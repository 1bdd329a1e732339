import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";

interface Options extends JsonOptions {
  readonly capability?: readonly string[];
}

const HELP = `
A type is there once a program has saved a block of it; some are there from the start.

Example:
  $ weir block types --capability write-path
`;

export function types(command: Command, context: Context): void {
  jsonOption(command)
    .description("list the types of blocks")
    .option("--capability <name...>", "only those that can do all of this")
    .addHelpText("after", HELP)
    .action((options: Options) => run(options, context));
}

async function run(options: Options, context: Context): Promise<void> {
  await using api = await context.api();
  const { capability } = options;
  const block_schemas = capability ? { block_capabilities: { all_: [...capability] } } : undefined;
  const filter = block_schemas ? { block_schemas } : {};
  const found = await Array.fromAsync(api.blockTypes.list({ filter }));
  if (wantsJson(options)) return printJson(found);
  if (found.length === 0) return console.log("There are no such types.");
  const { table } = await import("../../output/table.ts");
  const columns = [
    { title: "Type", least: 16 },
    { title: "Name", least: 16 },
    { title: "Description", least: 16 },
  ] as const;
  console.log(
    table(
      columns,
      found.map(({ slug, name, description }) => [slug, name, firstLine(description)]),
    ),
  );
}

const firstLine = (text: string | null | undefined): string => (text ?? "").split("\n")[0]!;
