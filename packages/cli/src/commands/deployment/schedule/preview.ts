import type { Command } from "commander";
import { nextTimes, type Schedule } from "@weir/contract/schedules";
import { formatTime } from "@weir/contract/time";
import type { Context } from "../../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../../output/json.ts";
import { count } from "../../../output/numbers.ts";
import { local, relative } from "../../../output/time.ts";
import { findSchedule } from "./find.ts";

interface Options extends JsonOptions {
  readonly limit: number;
}

const HELP = `
Times are of this machine's zone. Jitter, which puts runs off, is not part of them.

Example:
  $ weir deployment schedule preview report/nightly
`;

export function preview(command: Command, context: Context): void {
  jsonOption(command)
    .description("show the next times of a schedule")
    .argument("<deployment>", "its name, as report/nightly, or its id")
    .argument("[schedule]", "slug or id of the schedule (not needed where there is only one)")
    .option("-n, --limit <count>", "how many", count, 10)
    .addHelpText("after", HELP)
    .action((name: string, schedule: string | undefined, options: Options) => show(name, schedule, options, context));
}

async function show(idOrName: string, name: string | undefined, options: Options, context: Context): Promise<void> {
  await using api = await context.api();
  const { schedule } = await findSchedule(api, idOrName, name);
  const times = nextTimes(schedule.schedule as Schedule, { start: Date.now() * 1000 }, options.limit).map(formatTime);
  if (wantsJson(options)) return printJson(times);
  if (times.length === 0) return console.log("There are no more times.");
  for (const time of times) console.log(`${local(time).slice(0, 19)}  ${relative(time)}`);
}
