import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { properties } from "../../output/properties.ts";

interface Options extends JsonOptions {
  readonly dryRun?: true;
}

const HELP = `
A server does this by itself, once an hour (WEIR_SERVER_VACUUM_INTERVAL). Its own settings say what is too old, as
WEIR_SERVER_RUNS_RETENTION; without them only events go. Where no server runs, those of this shell count, for the database
in the home folder.

Examples:
  $ weir server vacuum --dry-run
  $ weir server vacuum
`;

export function vacuum(command: Command, context: Context): void {
  jsonOption(command)
    .description("remove now what is older than the server keeps it")
    .option("--dry-run", "only say how much that would be")
    .addHelpText("after", HELP)
    .action((options: Options) => run(options, context));
}

async function run(options: Options, context: Context): Promise<void> {
  await using api = await context.api();
  // A large database takes its time, and nobody may repeat the request meanwhile.
  const done = await api.retention.vacuum({ dry_run: options.dryRun ?? false });
  if (wantsJson(options)) return printJson(done);
  console.log(done.dry_run ? "Would be removed:" : "Removed:");
  const number = (value: number): string => value.toLocaleString("en");
  console.log(
    properties({
      "Flow runs": number(done.flow_runs),
      "Task runs": number(done.task_runs),
      "Log lines": number(done.logs),
      Events: number(done.events),
      Deliveries: number(done.deliveries),
      "Webhook requests": number(done.webhook_requests),
      "Cached results": number(done.cache_entries),
      "Cache decisions": number(done.cache_decisions),
    }),
  );
}
