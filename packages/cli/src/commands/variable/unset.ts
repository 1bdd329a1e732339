import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { confirm, yesOption, type YesOptions } from "../../output/confirm.ts";
import { findVariable } from "./find.ts";

const HELP = `
Example:
  $ weir variable unset threshold
`;

export function unset(command: Command, context: Context): void {
  yesOption(command)
    .description("delete a variable")
    .argument("<name>", "name of the variable")
    .addHelpText("after", HELP)
    .action((name: string, options: YesOptions) => run(name, options, context));
}

async function run(name: string, options: YesOptions, context: Context): Promise<void> {
  await using api = await context.api();
  await findVariable(api, name);
  await confirm(`Delete the variable ${name}?`, options);
  await api.variables.deleteByName({ name });
  console.log(`Deleted ${name}.`);
}
