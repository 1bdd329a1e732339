import type { Command } from "commander";
import type { Rehearsal, RehearsalRequest } from "@weir/contract";
import { formatTime } from "@weir/contract/time";
import type { Context } from "../../context.ts";
import { Failure } from "../../failure.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { instant, local } from "../../output/time.ts";
import { readJsonObject } from "../shared/json-file.ts";
import { findAutomation } from "./find.ts";

interface Options extends JsonOptions {
  readonly file?: string;
  readonly since: string;
  readonly until?: string;
}

const HELP = `
Nothing is done, and nothing is kept: it says when the automation would have fired by the events that the server still has,
because of which, and what nearly made it fire.

Examples:
  $ weir automation test "reports follow imports" --since 7d
  $ weir automation test -f draft.json --since 2026-03-01 --json
`;

export function test(command: Command, context: Context): void {
  jsonOption(command)
    .description("try an automation on the events of a time")
    .argument("[automation]", "its name or its id")
    .option("-f, --file <file>", "a draft instead, as JSON")
    .option("--since <time>", "from when on: 2h, 7d, 2026-03-01 (default: a day ago)", instant, dayAgo())
    .option("--until <time>", "up to when (default: now)", instant)
    .addHelpText("after", HELP)
    .action((name: string | undefined, options: Options) => run(name, options, context));
}

const dayAgo = (): string => formatTime((Date.now() - 86_400_000) * 1000);

async function run(idOrName: string | undefined, options: Options, context: Context): Promise<void> {
  const { file, since, until } = options;
  if ((idOrName === undefined) === (file === undefined))
    throw new Failure("there is nothing to try", "Name an automation, or give a draft with -f.");
  const draft = file === undefined ? undefined : await readJsonObject(file, "one automation");
  await using api = await context.api();
  const trigger = draft ? (draft["trigger"] ?? draft) : (await findAutomation(api, idOrName!)).trigger;
  const request: RehearsalRequest = { trigger, since, ...(until === undefined ? {} : { until }) };
  const found = await api.automations.rehearse(request);
  if (wantsJson(options)) return printJson(found);
  await print(found);
}

const LABELS_ASIDE = /^prefect\.resource\./;

async function print({ since, until, events, matched, is_cut, firing_count, firings, near_misses }: Rehearsal) {
  const { table } = await import("../../output/table.ts");
  const times = firing_count === 1 ? "once" : `${firing_count} times`;
  console.log(
    `${firing_count === 0 ? "It would not have fired" : `It would have fired ${times}`}: ${matched} of ${events} events counted, from ${local(since)} to ${local(until)}.`,
  );
  if (is_cut) console.log("There were more events than are read at once: try a shorter time.");
  if (firings.length > 0) {
    const rows = firings.map(({ triggered, labels, event, events: of }) => [
      local(triggered),
      event === null ? "nothing came" : event.event,
      event?.resource_name ?? event?.resource_id ?? "",
      String(of.length),
      Object.entries(labels)
        .map(([label, value]) => `${label.replace(LABELS_ASIDE, "")}=${value}`)
        .join(" "),
    ]);
    const columns = [
      { title: "Fired" },
      { title: "Last event", least: 16 },
      { title: "About", least: 12 },
      { title: "Events", right: true },
      { title: "For", least: 8 },
    ] as const;
    console.log(`\n${table(columns, rows)}`);
  }
  if (near_misses.length === 0) return;
  const rows = near_misses.flatMap(({ place, count, examples }) =>
    examples.slice(0, 1).map(({ detail, event }) => [String(count), place, detail, event?.event ?? ""]),
  );
  const columns = [
    { title: "Nearly", right: true },
    { title: "Trigger" },
    { title: "But, for example", least: 24 },
    { title: "Event", least: 12 },
  ] as const;
  console.log(`\n${table(columns, rows)}`);
}
