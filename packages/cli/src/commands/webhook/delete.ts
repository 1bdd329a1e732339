import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { confirm, type YesOptions, yesOption } from "../../output/confirm.ts";
import { findWebhook, webhookArgument } from "./find.ts";

const HELP = `
Example:
  $ weir webhook delete pushes
`;

export function remove(command: Command, context: Context): void {
  yesOption(webhookArgument(command))
    .description("end a webhook, with its inbox")
    .addHelpText("after", HELP)
    .action((name: string, options: YesOptions) => run(name, options, context));
}

async function run(idOrName: string, options: YesOptions, context: Context): Promise<void> {
  await using api = await context.api();
  const { id, name } = await findWebhook(api, idOrName);
  await confirm(`End the webhook ${name}, with its inbox?`, options);
  await api.webhooks.delete({ id });
  console.log(`Ended ${name}.`);
}
