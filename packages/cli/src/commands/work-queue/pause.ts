import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { addressOf, findWorkQueue, queueArgument, type QueueOptions } from "./find.ts";

export function pause(command: Command, context: Context): void {
  queueArgument(command)
    .description("pause a queue: workers get no more runs of it")
    .addHelpText("after", "\nExample:\n  $ weir work-queue pause urgent --pool local\n")
    .action((name: string, options: QueueOptions) => run(name, options, true, context));
}

export function resume(command: Command, context: Context): void {
  queueArgument(command)
    .description("resume a queue that is paused")
    .addHelpText("after", "\nExample:\n  $ weir work-queue resume urgent --pool local\n")
    .action((name: string, options: QueueOptions) => run(name, options, false, context));
}

async function run(name: string, options: QueueOptions, is_paused: boolean, context: Context): Promise<void> {
  await using api = await context.api();
  await findWorkQueue(api, name, options);
  await api.workPools.updateQueue(addressOf(name, options), { is_paused });
  console.log(is_paused ? `Paused ${name}. What runs goes on.` : `Resumed ${name}.`);
}
