import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { confirm, type YesOptions, yesOption } from "../../output/confirm.ts";
import { findLimit, limitArgument } from "./find.ts";

const HELP = `
What it limited is limited no more; whoever holds its slots goes on, whoever waits for them does, too.

Example:
  $ weir limit delete database
`;

export function remove(command: Command, context: Context): void {
  yesOption(limitArgument(command))
    .description("delete a limit")
    .addHelpText("after", HELP)
    .action((idOrName: string, options: YesOptions) => run(idOrName, options, context));
}

async function run(idOrName: string, options: YesOptions, context: Context): Promise<void> {
  await using api = await context.api();
  const { id, name } = await findLimit(api, idOrName);
  await confirm(`Delete the limit ${name}?`, options);
  await api.concurrencyLimitsV2.delete({ id_or_name: id });
  console.log(`Deleted ${name}.`);
}
