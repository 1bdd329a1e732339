import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { findTaskRun } from "../shared/find.ts";
import { type LogsOptions, logsOptions, printLogs } from "../shared/print-logs.ts";

const HELP = `
With --json, every line of the output is one log entry, as the API has it.

Example:
  $ weir task-run logs fetch-3f2 --follow
`;

export function logs(command: Command, context: Context): void {
  logsOptions(command)
    .description("print the logs of a task run")
    .argument("<run>", "id or name of the task run")
    .addHelpText("after", HELP)
    .action((idOrName: string, options: LogsOptions) => run(idOrName, options, context));
}

async function run(idOrName: string, options: LogsOptions, context: Context): Promise<void> {
  await using api = await context.api();
  const { id } = await findTaskRun(api, idOrName);
  await printLogs(api, { task_run_id: { any_: [id] } }, options, () => api.taskRuns.read({ id }));
}
