import { type Command, Option } from "commander";
import type { WebhookCreate } from "@weir/contract";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { properties } from "../../output/properties.ts";
import { PRESETS, readTemplate } from "./find.ts";

interface Options extends JsonOptions {
  readonly preset: NonNullable<WebhookCreate["preset"]>;
  readonly secret?: string;
  readonly template?: string;
  readonly description?: string;
}

const HELP = `
Whoever knows the address of a plain webhook is let in. The other senders sign what they send: github, gitlab and standard
(standardwebhooks.com) by a secret that you give them, which is made here unless you bring one; stripe and slack by one
that they give you, which you set with \`weir webhook update NAME --secret …\`. Until then nothing is let in.

A template says what a request becomes; without one it is the sender's usual. It is a JSON object with event, resource,
and if you like related, payload and occurred, each text a template in the dialect of Jinja that sees body, headers and query:

  { "event": "order.{{ body.state }}", "resource": { "prefect.resource.id": "shop.order.{{ body.id }}" } }

Examples:
  $ weir webhook create pushes --preset github
  $ weir webhook create orders --template order.json
`;

export function create(command: Command, context: Context): void {
  jsonOption(command)
    .description("make an address that turns requests into events")
    .argument("<name>", "name of the webhook")
    .addOption(new Option("--preset <sender>", "who sends").choices(PRESETS).default("plain"))
    .option("--secret <secret>", "by which the sender signs, 8 characters or more")
    .option("--template <file>", "what a request becomes, as JSON (default: the sender's usual)")
    .option("--description <text>", "what it is for")
    .addHelpText("after", HELP)
    .action((name: string, options: Options) => run(name, options, context));
}

async function run(name: string, options: Options, context: Context): Promise<void> {
  const { preset, secret, description, template } = options;
  const body: WebhookCreate = {
    name,
    preset,
    ...(secret === undefined ? {} : { secret }),
    ...(description === undefined ? {} : { description }),
    ...(template === undefined ? {} : { template: await readTemplate(template) }),
  };
  await using api = await context.api();
  const made = await api.webhooks.create(body);
  if (wantsJson(options)) return printJson(made);
  console.log(properties({ Webhook: made.name, ID: made.id, URL: made.url, Secret: made.secret ?? undefined }));
  if (made.secret !== null) console.log("The secret is shown this once: give it to the sender, with the URL.");
  else if (!made.has_secret && preset !== "plain")
    console.log(`Nothing is let in yet: set the secret that ${preset} shows with \`weir webhook update\`.`);
}
