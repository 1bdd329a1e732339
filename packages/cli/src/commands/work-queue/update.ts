import { type Command, Option } from "commander";
import type { Context } from "../../context.ts";
import { Failure } from "../../failure.ts";
import { count } from "../../output/numbers.ts";
import { addressOf, findWorkQueue, queueArgument, type QueueOptions } from "./find.ts";

interface Options extends QueueOptions {
  /** `false`: none. */
  readonly limit?: number | false;
  readonly priority?: number;
}

const HELP = `
Examples:
  $ weir work-queue update urgent --pool local --limit 2
  $ weir work-queue update urgent --pool local --no-limit --priority 1
`;

export function update(command: Command, context: Context): void {
  queueArgument(command)
    .description("change the limit or the priority of a queue")
    .option("-l, --limit <count>", "most runs at a time", count)
    .addOption(new Option("--no-limit", "as many runs at a time as there are").default(undefined))
    .option("-q, --priority <number>", "1 goes first; others move down", count)
    .addHelpText("after", HELP)
    .action((name: string, options: Options) => run(name, options, context));
}

async function run(name: string, options: Options, context: Context): Promise<void> {
  const { limit, priority } = options;
  if (limit === undefined && priority === undefined)
    throw new Failure("nothing was said to change", "Give --limit, --no-limit or --priority.");
  await using api = await context.api();
  await findWorkQueue(api, name, options);
  await api.workPools.updateQueue(addressOf(name, options), {
    ...(limit !== undefined && { concurrency_limit: limit === false ? null : limit }),
    ...(priority !== undefined && { priority }),
  });
  console.log(`Changed ${name}.`);
}
