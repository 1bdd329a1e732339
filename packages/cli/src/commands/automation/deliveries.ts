import { type Command, Option } from "commander";
import type { Delivery } from "@weir/contract";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { count } from "../../output/numbers.ts";
import { local } from "../../output/time.ts";
import { findAutomation } from "./find.ts";

interface Options extends JsonOptions {
  readonly outcome?: Delivery["outcome"];
  readonly limit: number;
}

const HELP = `
One that was only tried is tried again, five times in all; the recipients who have got it do not get it again.

Examples:
  $ weir automation deliveries
  $ weir automation deliveries "reports follow imports" --outcome failed
`;

export function deliveries(command: Command, context: Context): void {
  jsonOption(command)
    .description("list the notifications and web calls of automations, the newest first")
    .argument("[automation]", "only those of one: its name or its id")
    .addOption(new Option("--outcome <outcome>", "only those").choices(["delivered", "failed", "tried"]))
    .option("-n, --limit <count>", "at most so many, up to 200", count, 20)
    .addHelpText("after", HELP)
    .action((name: string | undefined, options: Options) => run(name, options, context));
}

const STYLES = { delivered: "green", failed: "red", tried: "yellow" } as const;

async function run(idOrName: string | undefined, options: Options, context: Context): Promise<void> {
  await using api = await context.api();
  const automation_id = idOrName === undefined ? null : (await findAutomation(api, idOrName)).id;
  const { outcome = null } = options;
  const page = await api.deliveries.filter({ automation_id, outcome, limit: Math.min(options.limit, 200) });
  if (wantsJson(options)) return printJson(page.deliveries);
  if (page.deliveries.length === 0) return console.log("Nothing was sent.");
  const { table } = await import("../../output/table.ts");
  const columns = [
    { title: "When" },
    { title: "Outcome" },
    { title: "Automation", least: 12 },
    { title: "By", least: 12 },
    { title: "To", least: 8 },
    { title: "Answer", least: 12 },
  ] as const;
  const rows = page.deliveries.map((one) => [
    local(one.started),
    { text: one.attempt > 1 ? `${one.outcome}, try ${one.attempt}` : one.outcome, style: STYLES[one.outcome] },
    one.automation_name,
    one.block_name,
    one.recipient ?? "",
    one.status_code === null ? one.answer : `${one.status_code} ${one.answer}`,
  ]);
  console.log(table(columns, rows));
}
