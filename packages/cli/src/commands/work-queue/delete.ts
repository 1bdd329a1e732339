import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { confirm, type YesOptions, yesOption } from "../../output/confirm.ts";
import { addressOf, findWorkQueue, queueArgument, type QueueOptions } from "./find.ts";

const HELP = `
A pool's default queue cannot be deleted.

Example:
  $ weir work-queue delete urgent --pool local
`;

export function remove(command: Command, context: Context): void {
  yesOption(queueArgument(command))
    .description("delete a queue")
    .addHelpText("after", HELP)
    .action((name: string, options: QueueOptions & YesOptions) => run(name, options, context));
}

async function run(name: string, options: QueueOptions & YesOptions, context: Context): Promise<void> {
  await using api = await context.api();
  await findWorkQueue(api, name, options);
  await confirm(`Delete queue ${name} of work pool ${options.pool}?`, options);
  await api.workPools.deleteQueue(addressOf(name, options));
  console.log(`Deleted ${name}.`);
}
