import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import type { Column } from "../../output/table.ts";
import { findWorkPool } from "../work-pool/find.ts";

interface Options extends JsonOptions {
  readonly pool?: string;
}

const HELP = `
Example:
  $ weir work-queue ls --pool local
`;

export function ls(command: Command, context: Context): void {
  jsonOption(command)
    .description("list the queues of work pools")
    .option("-p, --pool <name>", "only of this work pool")
    .addHelpText("after", HELP)
    .action((options: Options) => run(options, context));
}

async function run(options: Options, context: Context): Promise<void> {
  await using api = await context.api();
  const pools =
    options.pool === undefined
      ? await Array.fromAsync(api.workPools.list({}))
      : [await findWorkPool(api, options.pool)];
  const lists = pools.map(({ name }) => api.workPools.filterQueues({ work_pool_name: name }, {}));
  const queues = (await Promise.all(lists)).flat();
  if (wantsJson(options)) return printJson(queues);
  if (queues.length === 0) return console.log("There are no work queues.");
  const { table } = await import("../../output/table.ts");
  const columns: readonly Column[] = [
    { title: "Pool", least: 12 },
    { title: "Name", least: 12 },
    { title: "Priority", right: true },
    { title: "Limit", right: true },
    { title: "Status" },
  ];
  const rows = queues.map((queue) => [
    queue.work_pool_name ?? "",
    queue.name,
    String(queue.priority ?? ""),
    queue.concurrency_limit == null ? "none" : String(queue.concurrency_limit),
    queue.is_paused ? "paused" : (queue.status ?? "").toLowerCase().replace("_", " "),
  ]);
  console.log(table(columns, rows));
}
