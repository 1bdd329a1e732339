import { type Command, Option } from "commander";
import type { Context } from "../../context.ts";
import { Failure } from "../../failure.ts";
import { count } from "../../output/numbers.ts";
import { findWorkPool } from "./find.ts";
import { readTemplate } from "./template.ts";

interface Options {
  readonly baseJobTemplate?: string;
  /** `false`: none. */
  readonly concurrencyLimit?: number | false;
  readonly description?: string;
}

const HELP = `
Examples:
  $ weir work-pool update local --concurrency-limit 5
  $ weir work-pool update local --no-concurrency-limit
`;

export function update(command: Command, context: Context): void {
  command
    .description("change a work pool")
    .argument("<name>", "name of the pool")
    .option("--base-job-template <file>", "template (JSON) of what is started")
    .option("--concurrency-limit <count>", "most runs at a time", count)
    .addOption(new Option("--no-concurrency-limit", "as many runs at a time as there are").default(undefined))
    .option("--description <text>", "what it is for")
    .addHelpText("after", HELP)
    .action((name: string, options: Options) => run(name, options, context));
}

async function run(name: string, options: Options, context: Context): Promise<void> {
  const { baseJobTemplate: file, concurrencyLimit: limit, description } = options;
  const change = {
    ...(file !== undefined && { base_job_template: await readTemplate(file) }),
    ...(limit !== undefined && { concurrency_limit: limit === false ? null : limit }),
    ...(description !== undefined && { description }),
  };
  if (Object.keys(change).length === 0)
    throw new Failure("nothing was said to change", "Add --help to see what can be.");
  await using api = await context.api();
  await findWorkPool(api, name);
  await api.workPools.update({ name }, change);
  console.log(`Changed ${name}.`);
}
