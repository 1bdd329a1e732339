import type { Command } from "commander";
import { Conflict } from "@weir/client";
import type { Context } from "../../context.ts";
import { Failure } from "../../failure.ts";
import { count } from "../../output/numbers.ts";
import { findWorkPool } from "../work-pool/find.ts";
import { queueArgument, type QueueOptions } from "./find.ts";

interface Options extends QueueOptions {
  readonly limit?: number;
  readonly priority?: number;
}

const HELP = `
Example:
  $ weir work-queue create urgent --pool local --priority 1
`;

export function create(command: Command, context: Context): void {
  queueArgument(command)
    .description("create a queue in a work pool")
    .option("-l, --limit <count>", "most runs at a time (default: no limit)", count)
    .option("-q, --priority <number>", "1 goes first (default: after the others)", count)
    .addHelpText("after", HELP)
    .action((name: string, options: Options) => run(name, options, context));
}

async function run(name: string, { pool, limit, priority }: Options, context: Context): Promise<void> {
  await using api = await context.api();
  await findWorkPool(api, pool);
  try {
    await api.workPools.createQueue(
      { work_pool_name: pool },
      { name, ...(limit !== undefined && { concurrency_limit: limit }), ...(priority !== undefined && { priority }) },
    );
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    throw new Failure(
      `work pool ${pool} has a queue ${name} already`,
      `Change it with \`weir work-queue update ${name} --pool ${pool}\`.`,
      { cause: error },
    );
  }
  console.log(`Created ${name} in ${pool}.`);
}
