import { type Command, Option } from "commander";
import type { WebhookRequest } from "@weir/contract";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { count } from "../../output/numbers.ts";
import { relative } from "../../output/time.ts";
import { findWebhook, webhookArgument } from "./find.ts";

interface Options extends JsonOptions {
  readonly outcome?: WebhookRequest["outcome"];
  readonly limit: number;
}

const HELP = `
Examples:
  $ weir webhook inbox pushes
  $ weir webhook inbox pushes --outcome failed --json | jq -r '.[].reason'
`;

export function inbox(command: Command, context: Context): void {
  jsonOption(webhookArgument(command))
    .description("list what a webhook has received, the newest first")
    .addOption(
      new Option("--outcome <outcome>", "only what became of them so").choices([
        "accepted",
        "duplicate",
        "refused",
        "failed",
      ]),
    )
    .option("-n, --limit <count>", "at most so many", count, 20)
    .addHelpText("after", HELP)
    .action((name: string, options: Options) => run(name, options, context));
}

const COLOURS = { accepted: "green", duplicate: "dim", refused: "red", failed: "red" } as const;

async function run(idOrName: string, options: Options, context: Context): Promise<void> {
  await using api = await context.api();
  const { id } = await findWebhook(api, idOrName);
  const requests: WebhookRequest[] = [];
  for (let cursor: string | null = null; ;) {
    const { outcome } = options;
    const limit = Math.min(200, options.limit - requests.length);
    const page = await api.webhooks.filterRequests(
      { id },
      { limit, ...(outcome && { outcome }), ...(cursor && { cursor }) },
    );
    requests.push(...page.requests);
    if (page.next === null || requests.length >= options.limit) break;
    cursor = page.next;
  }
  if (wantsJson(options)) return printJson(requests);
  if (requests.length === 0) return console.log("Nothing was received.");
  const { table } = await import("../../output/table.ts");
  const columns = [
    { title: "Request", least: 36 },
    { title: "Received" },
    { title: "Outcome" },
    { title: "Event or reason", least: 16 },
  ] as const;
  const rows = requests.map(({ id, received, outcome, event, reason }) => [
    id,
    relative(received),
    { text: outcome, style: COLOURS[outcome] },
    event ?? reason ?? "",
  ]);
  console.log(table(columns, rows));
}
