import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { confirm, yesOption, type YesOptions } from "../../output/confirm.ts";
import { findBlock, referenceOf } from "./find.ts";

const HELP = `
Example:
  $ weir block delete secret/api-key
`;

export function remove(command: Command, context: Context): void {
  yesOption(command)
    .description("delete a block")
    .argument("<block>", "TYPE/NAME, or an id")
    .addHelpText("after", HELP)
    .action((name: string, options: YesOptions) => run(name, options, context));
}

async function run(name: string, options: YesOptions, context: Context): Promise<void> {
  await using api = await context.api();
  const block = await findBlock(api, name);
  await confirm(`Delete the block ${referenceOf(block)}?`, options);
  await api.blockDocuments.delete({ id: block.id });
  console.log(`Deleted ${referenceOf(block)}.`);
}
