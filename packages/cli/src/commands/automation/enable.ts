import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { automationArgument, findAutomation } from "./find.ts";

export function enable(command: Command, context: Context): void {
  automationArgument(command)
    .description("switch an automation on: it hears what happens from now on")
    .addHelpText("after", '\nExample:\n  $ weir automation enable "reports follow imports"\n')
    .action((idOrName: string) => run(idOrName, true, context));
}

export function disable(command: Command, context: Context): void {
  automationArgument(command)
    .description("switch an automation off")
    .addHelpText("after", '\nExample:\n  $ weir automation disable "reports follow imports"\n')
    .action((idOrName: string) => run(idOrName, false, context));
}

async function run(idOrName: string, enabled: boolean, context: Context): Promise<void> {
  await using api = await context.api();
  const { id } = await findAutomation(api, idOrName);
  await api.automations.setEnabled({ id }, { enabled });
  console.log(`Switched ${idOrName} ${enabled ? "on" : "off"}.`);
}
