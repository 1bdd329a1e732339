import type { Command } from "commander";
import type { Client } from "@weir/client";
import type { WorkPoolConcurrencyStatus } from "@weir/contract";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import type { Column } from "../../output/table.ts";
import { findWorkPool } from "./find.ts";

/** The most runs of a queue that the server names. */
const MOST_RUNS = 200;

const HELP = `
Of each queue at most ${MOST_RUNS} runs are named. \`weir why RUN\` says what one that has no slot waits for.

Example:
  $ weir work-pool slots local
`;

export function slots(command: Command, context: Context): void {
  jsonOption(command)
    .description("show how many slots of a work pool and its queues are taken, and by which runs")
    .argument("<name>", "name of the pool")
    .addHelpText("after", HELP)
    .action((name: string, options: JsonOptions) => run(name, options, context));
}

/** All pages as one. */
async function statusOf(api: Client, name: string): Promise<WorkPoolConcurrencyStatus> {
  const page = (number: number) =>
    api.workPools.concurrencyStatus({ name }, { page: number, flow_run_limit: MOST_RUNS });
  const first = await page(1);
  const queues = [...(first.queues ?? [])];
  for (let number = 2; number <= first.pages; number++) queues.push(...((await page(number)).queues ?? []));
  return { ...first, queues, page: 1, pages: 1, count: queues.length, limit: queues.length };
}

const taken = (active: number, limit: number | null | undefined): string =>
  limit == null ? `${active} (no limit)` : `${active} of ${limit}`;

const COLUMNS: readonly Column[] = [{ title: "Queue", least: 8 }, { title: "Taken" }, { title: "By", least: 12 }];

async function run(name: string, options: JsonOptions, context: Context): Promise<void> {
  await using api = await context.api();
  const pool = await findWorkPool(api, name);
  const status = await statusOf(api, pool.name);
  if (wantsJson(options)) return printJson(status);
  console.log(`${pool.name}: ${taken(status.active_slots, status.concurrency_limit)} taken\n`);
  const { table } = await import("../../output/table.ts");
  const rows = (status.queues ?? []).map((queue) => [
    queue.queue_name,
    taken(queue.active_slots, queue.concurrency_limit),
    (queue.flow_runs ?? []).map((one) => one.name ?? one.id).join(", "),
  ]);
  console.log(table(COLUMNS, rows));
}
