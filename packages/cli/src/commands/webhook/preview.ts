import { readFile } from "node:fs/promises";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { WebhookPreview } from "@weir/contract";
import type { Context } from "../../context.ts";
import { printJson } from "../../output/json.ts";
import { PRESETS, readTemplate } from "./find.ts";

interface Options {
  readonly body: string;
  readonly header: Readonly<Record<string, string>>;
  readonly preset?: NonNullable<WebhookPreview["preset"]>;
  readonly template?: string;
}

const HELP = `
Examples:
  $ weir webhook preview --preset github -H 'X-GitHub-Event: push' --body push.json
  $ weir webhook preview --template order.json --body body.json
`;

export function preview(command: Command, context: Context): void {
  command
    .description("show the event that a request would become; nothing is kept")
    .requiredOption("--body <file>", "the body of the request")
    .option("-H, --header <header>", "a header, as 'Name: value'; may be repeated", header, {})
    .addOption(new Option("--preset <sender>", "who sends").choices(PRESETS))
    .option("--template <file>", "what a request becomes, as JSON (default: the sender's usual)")
    .addHelpText("after", HELP)
    .action((options: Options) => run(options, context));
}

async function run(options: Options, context: Context): Promise<void> {
  const body = await readFile(options.body, "utf8");
  const template = options.template === undefined ? null : await readTemplate(options.template);
  await using api = await context.api();
  const { preset, header: headers } = options;
  const { event } = await api.webhooks.preview({ body, headers, template, ...(preset && { preset }) });
  printJson(event);
}

function header(text: string, before: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const [, name, value] = /^([^:\s]+):\s*(.*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError("It looks like 'Name: value'.");
  return { ...before, [name]: value };
}
