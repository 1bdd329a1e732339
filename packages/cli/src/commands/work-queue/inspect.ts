import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { properties } from "../../output/properties.ts";
import { relative } from "../../output/time.ts";
import { findWorkQueue, queueArgument, type QueueOptions } from "./find.ts";

const HELP = `
Example:
  $ weir work-queue inspect default --pool local
`;

export function inspect(command: Command, context: Context): void {
  jsonOption(queueArgument(command))
    .description("show one queue")
    .addHelpText("after", HELP)
    .action((name: string, options: QueueOptions & JsonOptions) => run(name, options, context));
}

async function run(name: string, options: QueueOptions & JsonOptions, context: Context): Promise<void> {
  await using api = await context.api();
  const queue = await findWorkQueue(api, name, options);
  if (wantsJson(options)) return printJson(queue);
  console.log(
    properties({
      "Work queue": queue.name,
      ID: queue.id,
      Pool: options.pool,
      Description: queue.description ?? undefined,
      Status: queue.is_paused ? "paused" : (queue.status ?? "").toLowerCase().replace("_", " "),
      Priority: String(queue.priority ?? ""),
      Limit: queue.concurrency_limit == null ? "none" : String(queue.concurrency_limit),
      "Last asked": queue.last_polled ? relative(queue.last_polled) : "never",
    }),
  );
}
