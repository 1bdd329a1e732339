import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { confirm, type YesOptions, yesOption } from "../../output/confirm.ts";
import { findWorkPool } from "./find.ts";

const HELP = `
Its queues go with it, and its deployments are left without a work pool.

Example:
  $ weir work-pool delete local
`;

export function remove(command: Command, context: Context): void {
  yesOption(command)
    .description("delete a work pool")
    .argument("<name>", "name of the pool")
    .addHelpText("after", HELP)
    .action((name: string, options: YesOptions) => run(name, options, context));
}

async function run(name: string, options: YesOptions, context: Context): Promise<void> {
  await using api = await context.api();
  await findWorkPool(api, name);
  await confirm(`Delete work pool ${name} with its queues?`, options);
  await api.workPools.delete({ name });
  console.log(`Deleted ${name}.`);
}
