import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { findFlowRun } from "../shared/find.ts";
import { type LogsOptions, logsOptions, printLogs } from "../shared/print-logs.ts";

const HELP = `
With --json, every line of the output is one log entry, as the API has it.

Examples:
  $ weir flow-run logs brave-otter
  $ weir flow-run logs brave-otter --tail 100
  $ weir flow-run logs brave-otter --follow
`;

export function logs(command: Command, context: Context): void {
  logsOptions(command)
    .description("print the logs of a flow run and its tasks")
    .argument("<run>", "id or name of the run")
    .addHelpText("after", HELP)
    .action((idOrName: string, options: LogsOptions) => run(idOrName, options, context));
}

async function run(idOrName: string, options: LogsOptions, context: Context): Promise<void> {
  await using api = await context.api();
  const { id } = await findFlowRun(api, idOrName);
  await printLogs(api, { flow_run_id: { any_: [id] } }, options, () => api.flowRuns.read({ id }));
}
