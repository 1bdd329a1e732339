import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { properties } from "../../output/properties.ts";
import { time } from "../shared/run-details.ts";
import { findWebhook, webhookArgument } from "./find.ts";

interface Options extends JsonOptions {
  readonly url?: true;
}

const HELP = `
Examples:
  $ weir webhook inspect pushes
  $ weir webhook inspect pushes --url
`;

export function inspect(command: Command, context: Context): void {
  jsonOption(webhookArgument(command))
    .description("show one webhook")
    .option("--url", "with its address, which is a secret")
    .addHelpText("after", HELP)
    .action((name: string, options: Options) => run(name, options, context));
}

async function run(name: string, options: Options, context: Context): Promise<void> {
  await using api = await context.api();
  const { id } = await findWebhook(api, name);
  const webhook = await api.webhooks.read({ id }, { include_secrets: options.url ?? false });
  if (wantsJson(options)) return printJson(webhook);
  console.log(
    properties({
      Webhook: webhook.name,
      ID: webhook.id,
      Description: webhook.description,
      Sender: webhook.preset,
      Enabled: webhook.enabled ? "yes" : "no",
      Secret: webhook.has_secret ? "set" : webhook.preset === "plain" ? "none" : "not set: nothing is let in",
      URL: webhook.url ?? undefined,
      Template: webhook.template === null ? "the sender's" : JSON.stringify(webhook.template, undefined, 2),
      Created: time(webhook.created),
      Updated: time(webhook.updated),
    }),
  );
}
