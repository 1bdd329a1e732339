import { type Command, Option } from "commander";
import { eventFilter } from "@weir/client";
import type { ReceivedEvent } from "@weir/contract";
import { formatTime } from "@weir/contract/time";
import type { Context } from "../../context.ts";
import { paint } from "../../output/colours.ts";
import { jsonOption, type JsonOptions, wantsJson } from "../../output/json.ts";
import { count } from "../../output/numbers.ts";
import { oneLine } from "../../output/text.ts";
import { instant, local } from "../../output/time.ts";

interface Options extends JsonOptions {
  readonly event?: readonly string[];
  readonly resource?: readonly string[];
  readonly since?: string;
  readonly limit?: number;
  readonly runOnce?: true;
  readonly format?: "json" | "text";
}

const HELP = `
With --json, every line of the output is one event, as the API has it. A name or id that ends in * stands for all that
begin so.

Examples:
  $ weir event stream --event 'prefect.flow-run.*'
  $ weir event stream --since 1h --json | jq -r .event
  $ weir event stream --event prefect.flow-run.Failed --limit 1     # wait for the next failure
`;

export function stream(command: Command, context: Context): void {
  jsonOption(command)
    .description("print events as they happen, until Ctrl-C")
    .option("--event <name...>", "only events of these names")
    .option("--resource <id...>", "only events of these resources, as prefect.flow-run.ID")
    .option("--since <time>", "also events since then: 2h, 2026-03-01, 2026-03-01T12:00Z (default: now)", instant)
    .option("-n, --limit <count>", "stop after so many", count)
    .addOption(new Option("--run-once").hideHelp())
    .addOption(new Option("--format <format>").choices(["json", "text"]).hideHelp())
    .addHelpText("after", HELP)
    .action((options: Options) => run(options, context));
}

async function run(options: Options, context: Context): Promise<void> {
  await using api = await context.api();
  const asJson = wantsJson(options) || options.format === "json";
  const limit = options.runOnce ? 1 : (options.limit ?? Number.POSITIVE_INFINITY);
  const since = options.since ?? formatTime(Date.now() * 1000);
  let printed = 0;
  for await (const event of api.events.subscribe({ filter: eventFilter(options), since })) {
    console.log(asJson ? JSON.stringify(event) : line(event));
    if (++printed >= limit) return;
  }
}

function line({ occurred, event, resource }: ReceivedEvent): string {
  const id = resource["prefect.resource.id"] ?? "";
  const name = resource["prefect.resource.name"];
  const what = name === undefined ? id : `${name}  ${paint("dim", oneLine(id))}`;
  return `${paint("dim", local(occurred))} | ${paint("cyan", oneLine(event))} | ${name === undefined ? oneLine(what) : what}`;
}
