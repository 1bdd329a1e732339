import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { properties } from "../../output/properties.ts";
import { time } from "../shared/run-details.ts";
import { findBlock, referenceOf } from "./find.ts";

interface Options extends JsonOptions {
  readonly secrets?: true;
}

const HELP = `
Examples:
  $ weir block inspect secret/api-key
  $ weir block inspect secret/api-key --secrets
`;

export function inspect(command: Command, context: Context): void {
  jsonOption(command)
    .description("show one block")
    .argument("<block>", "TYPE/NAME, or an id")
    .option("--secrets", "with its secrets in the open")
    .addHelpText("after", HELP)
    .action((name: string, options: Options) => run(name, options, context));
}

async function run(name: string, options: Options, context: Context): Promise<void> {
  await using api = await context.api();
  const block = await findBlock(api, name, options.secrets ?? false);
  if (wantsJson(options)) return printJson(block);
  const within = Object.entries(block.block_document_references ?? {}).map(([field, { block_document: of }]) => {
    const { name: named, block_type } = of as { name?: string; block_type?: { slug: string } };
    return `${field}: ${block_type?.slug}/${named}`;
  });
  const data = Object.entries(block.data ?? {}).map(
    ([field, value]) =>
      [`  ${field}`, typeof value === "string" ? value : JSON.stringify(value, undefined, 2)] as const,
  );
  console.log(
    properties({
      Block: referenceOf(block),
      ID: block.id,
      Type: block.block_type_name ?? undefined,
      "Schema version": block.block_schema?.version,
      "Can do": block.block_schema?.capabilities?.join(", "),
      Blocks: within.length > 0 ? within.join("\n") : undefined,
      Created: time(block.created),
      Updated: time(block.updated),
      ...Object.fromEntries(data),
    }),
  );
}
