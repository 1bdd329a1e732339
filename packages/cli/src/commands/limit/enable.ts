import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { findLimit, limitArgument } from "./find.ts";

export function enable(command: Command, context: Context): void {
  limitArgument(command)
    .description("switch a limit on")
    .addHelpText("after", "\nExample:\n  $ weir limit enable database\n")
    .action((idOrName: string) => run(idOrName, true, context));
}

export function disable(command: Command, context: Context): void {
  limitArgument(command)
    .description("switch a limit off: it limits nothing, whoever holds its slots goes on")
    .addHelpText("after", "\nExample:\n  $ weir limit disable database\n")
    .action((idOrName: string) => run(idOrName, false, context));
}

async function run(idOrName: string, active: boolean, context: Context): Promise<void> {
  await using api = await context.api();
  const limit = await findLimit(api, idOrName);
  const state = active ? "on" : "off";
  if ((limit.active ?? true) === active) return console.log(`${limit.name} was ${state} already.`);
  await api.concurrencyLimitsV2.update({ id_or_name: limit.id }, { active });
  console.log(`Switched ${limit.name} ${state}.`);
}
