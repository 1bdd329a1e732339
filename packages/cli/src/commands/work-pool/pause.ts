import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { findWorkPool } from "./find.ts";

export function pause(command: Command, context: Context): void {
  command
    .description("pause a work pool: its workers get no more runs")
    .argument("<name>", "name of the pool")
    .addHelpText("after", "\nExample:\n  $ weir work-pool pause local\n")
    .action((name: string) => run(name, true, context));
}

export function resume(command: Command, context: Context): void {
  command
    .description("resume a work pool that is paused")
    .argument("<name>", "name of the pool")
    .addHelpText("after", "\nExample:\n  $ weir work-pool resume local\n")
    .action((name: string) => run(name, false, context));
}

async function run(name: string, is_paused: boolean, context: Context): Promise<void> {
  await using api = await context.api();
  await findWorkPool(api, name);
  await api.workPools.update({ name }, { is_paused });
  console.log(is_paused ? `Paused ${name}. What runs goes on.` : `Resumed ${name}.`);
}
