import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { confirm, type YesOptions, yesOption } from "../../output/confirm.ts";
import { automationArgument, findAutomation } from "./find.ts";

const HELP = `
Example:
  $ weir automation delete "reports follow imports"
`;

export function remove(command: Command, context: Context): void {
  yesOption(automationArgument(command))
    .description("delete an automation")
    .addHelpText("after", HELP)
    .action((idOrName: string, options: YesOptions) => run(idOrName, options, context));
}

async function run(idOrName: string, options: YesOptions, context: Context): Promise<void> {
  await using api = await context.api();
  const { id } = await findAutomation(api, idOrName);
  await confirm(`Delete automation ${idOrName}?`, options);
  await api.automations.delete({ id });
  console.log(`Deleted ${idOrName}.`);
}
