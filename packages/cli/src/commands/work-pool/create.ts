import type { Command } from "commander";
import { Conflict } from "@weir/client";
import type { Context } from "../../context.ts";
import { Failure } from "../../failure.ts";
import { count } from "../../output/numbers.ts";
import { readTemplate, templateOf } from "./template.ts";

interface Options {
  readonly type: string;
  readonly baseJobTemplate?: string;
  readonly concurrencyLimit?: number;
  readonly description?: string;
  readonly paused?: true;
}

const HELP = `
A worker of the pool's type takes its runs: \`weir worker start --pool NAME\`. Types that Weir has workers of: process,
docker, kubernetes. The template of those is Weir's own, unless one is given; a pool without a template gets that of its
first worker.

Examples:
  $ weir work-pool create local --concurrency-limit 10
  $ weir work-pool create containers --type docker
`;

export function create(command: Command, context: Context): void {
  command
    .description("create a work pool")
    .argument("<name>", "name of the pool")
    .option("-t, --type <type>", "how its runs are started", "process")
    .option("--base-job-template <file>", "template (JSON) of what is started")
    .option("--concurrency-limit <count>", "most runs at a time (default: no limit)", count)
    .option("--description <text>", "what it is for")
    .option("--paused", "paused from the beginning")
    .addHelpText("after", HELP)
    .action((name: string, options: Options) => run(name, options, context));
}

async function run(name: string, options: Options, context: Context): Promise<void> {
  const { baseJobTemplate: file, concurrencyLimit, description, paused, type } = options;
  const base_job_template = file === undefined ? templateOf(type) : await readTemplate(file);
  await using api = await context.api();
  try {
    await api.workPools.create({
      name,
      type,
      ...(base_job_template && { base_job_template: { ...base_job_template } }),
      ...(concurrencyLimit !== undefined && { concurrency_limit: concurrencyLimit }),
      ...(description !== undefined && { description }),
      ...(paused && { is_paused: true }),
    });
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    throw new Failure(`there is a work pool ${name} already`, "Change it with `weir work-pool update`.", {
      cause: error,
    });
  }
  console.log(`Created ${name}. \`weir worker start --pool ${name}\` runs what is due in it.`);
}
