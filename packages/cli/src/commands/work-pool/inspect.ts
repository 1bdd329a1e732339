import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { properties } from "../../output/properties.ts";
import { relative } from "../../output/time.ts";
import { findWorkPool } from "./find.ts";

const HELP = `
Example:
  $ weir work-pool inspect local
`;

export function inspect(command: Command, context: Context): void {
  jsonOption(command)
    .description("show one work pool, its queues and its workers")
    .argument("<name>", "name of the pool")
    .addHelpText("after", HELP)
    .action((name: string, options: JsonOptions) => run(name, options, context));
}

async function run(name: string, options: JsonOptions, context: Context): Promise<void> {
  await using api = await context.api();
  const pool = await findWorkPool(api, name);
  if (wantsJson(options)) return printJson(pool);
  const of = { work_pool_name: name };
  const [queues, workers] = await Promise.all([
    api.workPools.filterQueues(of, {}),
    api.workPools.filterWorkers(of, {}),
  ]);
  console.log(
    properties({
      "Work pool": pool.name,
      ID: pool.id,
      Type: pool.type,
      Description: pool.description ?? undefined,
      Status: pool.is_paused ? "paused" : (pool.status ?? "").toLowerCase().replace("_", " "),
      Limit: pool.concurrency_limit == null ? "none" : `${pool.concurrency_limit} (${pool.active_slots ?? 0} taken)`,
      Queues: queues.map((queue) => `${queue.name}${queue.is_paused ? " (paused)" : ""}`).join(", "),
      Workers: workers
        .map((one) => {
          const seen = one.last_heartbeat_time ? `, seen ${relative(one.last_heartbeat_time)}` : "";
          return `${one.name} (${(one.status ?? "OFFLINE").toLowerCase()}${seen})`;
        })
        .join("\n"),
    }),
  );
}
