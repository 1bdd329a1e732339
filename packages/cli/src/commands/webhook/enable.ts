import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { findWebhook, webhookArgument } from "./find.ts";

export function enable(command: Command, context: Context): void {
  webhookArgument(command)
    .description("let requests in again")
    .addHelpText("after", "\nExample:\n  $ weir webhook enable pushes\n")
    .action((name: string) => run(name, true, context));
}

export function disable(command: Command, context: Context): void {
  webhookArgument(command)
    .description("refuse requests; they are kept in the inbox")
    .addHelpText("after", "\nExample:\n  $ weir webhook disable pushes\n")
    .action((name: string) => run(name, false, context));
}

async function run(idOrName: string, enabled: boolean, context: Context): Promise<void> {
  await using api = await context.api();
  const { id, name } = await findWebhook(api, idOrName);
  await api.webhooks.update({ id }, { enabled });
  console.log(`Switched ${name} ${enabled ? "on" : "off"}.`);
}
