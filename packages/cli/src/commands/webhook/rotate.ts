import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { confirm, type YesOptions, yesOption } from "../../output/confirm.ts";
import { findWebhook, webhookArgument } from "./find.ts";

const HELP = `
Example:
  $ weir webhook rotate pushes
`;

export function rotate(command: Command, context: Context): void {
  yesOption(webhookArgument(command))
    .description("give a webhook another address; the one before ends at once")
    .addHelpText("after", HELP)
    .action((name: string, options: YesOptions) => run(name, options, context));
}

async function run(idOrName: string, options: YesOptions, context: Context): Promise<void> {
  await using api = await context.api();
  const { id, name } = await findWebhook(api, idOrName);
  await confirm(`Give ${name} another address?`, options);
  const { url } = await api.webhooks.rotate({ id });
  console.log(url);
}
