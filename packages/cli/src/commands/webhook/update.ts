import { type Command, Option } from "commander";
import type { WebhookUpdate } from "@weir/contract";
import type { Context } from "../../context.ts";
import { Failure } from "../../failure.ts";
import { findWebhook, readTemplate, webhookArgument } from "./find.ts";

interface Options {
  readonly name?: string;
  readonly secret?: string;
  readonly description?: string;
  readonly template?: string;
  readonly sendersTemplate?: true;
}

const HELP = `
Examples:
  $ weir webhook update payments --secret whsec_…
  $ weir webhook update orders --template order.json
`;

export function update(command: Command, context: Context): void {
  webhookArgument(command)
    .description("change a webhook")
    .option("--name <name>", "another name")
    .option("--secret <secret>", "by which the sender signs from now on")
    .option("--description <text>", "what it is for")
    .option("--template <file>", "what a request becomes, as JSON")
    .addOption(new Option("--senders-template", "what the sender's requests usually become").conflicts("template"))
    .addHelpText("after", HELP)
    .action((name: string, options: Options) => run(name, options, context));
}

async function run(idOrName: string, options: Options, context: Context): Promise<void> {
  const { template, sendersTemplate, ...plain } = options;
  const body: WebhookUpdate = {
    ...plain,
    ...(template === undefined ? {} : { template: await readTemplate(template) }),
    ...(sendersTemplate ? { template: null } : {}),
  };
  if (Object.keys(body).length === 0)
    throw new Failure("there is nothing to change", "See `weir webhook update --help`.");
  await using api = await context.api();
  const { id, name } = await findWebhook(api, idOrName);
  await api.webhooks.update({ id }, body);
  console.log(`Updated ${name}.`);
}
