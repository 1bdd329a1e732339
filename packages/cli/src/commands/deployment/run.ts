import { type Command, InvalidArgumentError, Option } from "commander";
import { formatTime } from "@weir/contract/time";
import type { Context } from "../../context.ts";
import { stateName } from "../../output/colours.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { lengthOfTime, positiveNumber } from "../../output/numbers.ts";
import { assignment, jsonObject, type Values } from "../shared/values.ts";
import { watchRun } from "../flow-run/watch.ts";
import { findDeployment } from "./find.ts";

interface Options extends JsonOptions {
  readonly param: Values;
  readonly params?: Values;
  readonly jobVariable: Values;
  /** Microseconds since the epoch. */
  readonly startIn?: number;
  readonly startAt?: number;
  readonly tag?: readonly string[];
  readonly name?: string;
  readonly watch?: true;
  readonly watchTimeout?: number;
  readonly priority?: number;
}

const HELP = `
Values are read as JSON where they are JSON, else taken as texts. What is not given keeps the deployment's value.

Exit code with --watch: 0 if the run completed, 1 if it ended in another way or the time is over.

Examples:
  $ weir deployment run report/nightly --param dry_run=true --param 'ids=[1, 2]'
  $ weir deployment run report/nightly --params '{"ids": [1]}' --start-in 10m
  $ weir deployment run report/nightly --watch
`;

export function run(command: Command, context: Context): void {
  jsonOption(command)
    .description("create a run of a deployment")
    .argument("<deployment>", "its name, as report/nightly, or its id")
    .option("--param <name=value>", "a parameter (can be repeated)", assignment, {})
    .addOption(new Option("--params <json>", "parameters as a JSON object").argParser(jsonObject).conflicts("param"))
    .option("--job-variable <name=value>", "a variable of the job (can be repeated)", assignment, {})
    .addOption(
      new Option("--start-in <duration>", "how long to wait: 30s, 10m, 2h, 1d").argParser(fromNow).conflicts("startAt"),
    )
    .option("--start-at <time>", "when to start: 2026-03-01T12:00Z; without a zone, this machine's", at)
    .option("--tag <tag...>", "tags of the run, beside the deployment's")
    .addOption(new Option("--name <name>", "name of the run (default: made up)"))
    .option(
      "--priority <number>",
      "from -2 to 2: before others of its queue due ten minutes earlier, for each point",
      priority,
    )
    .option("--watch", "print its states until it has ended")
    .option("--watch-timeout <seconds>", "stop watching after so long", positiveNumber)
    .addHelpText("after", HELP)
    .action((name: string, options: Options) => create(name, options, context));
}

async function create(idOrName: string, options: Options, context: Context): Promise<void> {
  const { param, params = param, jobVariable, startIn, startAt = startIn, tag, name, watch, watchTimeout } = options;
  let runId: string;
  {
    await using api = await context.api();
    const { id } = await findDeployment(api, idOrName);
    const run = await api.deployments.createFlowRun(
      { id },
      {
        ...(options.priority !== undefined && { weir: { priority: options.priority } }),
        parameters: params,
        ...(Object.keys(jobVariable).length > 0 && { job_variables: jobVariable }),
        ...(tag && { tags: [...tag] }),
        ...(name !== undefined && { name }),
        state: {
          type: "SCHEDULED",
          ...(startAt !== undefined && { state_details: { scheduled_time: formatTime(startAt) } }),
        },
      },
    );
    runId = run.id;
    if (wantsJson(options)) printJson(run);
    else console.log(`${run.name ?? run.id} is ${stateName(run.state?.type, run.state?.name)} (${run.id}).`);
  }
  if (watch) await watchRun(runId, { ...(watchTimeout !== undefined && { timeout: watchTimeout }) }, context);
}

function priority(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && Math.abs(value) <= 2) return value;
  throw new InvalidArgumentError("It has to be a whole number from -2 to 2.");
}

const fromNow = (text: string): number => Date.now() * 1000 + Math.round(lengthOfTime(text) * 1e6);

function at(text: string): number {
  const millis = Date.parse(text);
  if (Number.isNaN(millis)) throw new InvalidArgumentError("It has to be a time: 2026-03-01T12:00Z.");
  return millis * 1000;
}
