import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { properties } from "../../output/properties.ts";
import { findTaskRun } from "../shared/find.ts";
import { stateDetails } from "../shared/run-details.ts";

const HELP = `
Example:
  $ weir task-run inspect fetch-3f2 --json
`;

export function inspect(command: Command, context: Context): void {
  jsonOption(command)
    .description("show one task run")
    .argument("<run>", "id or name of the task run")
    .addHelpText("after", HELP)
    .action((idOrName: string, options: JsonOptions) => run(idOrName, options, context));
}

async function run(idOrName: string, options: JsonOptions, context: Context): Promise<void> {
  await using api = await context.api();
  const one = await findTaskRun(api, idOrName);
  if (wantsJson(options)) return printJson(one);
  const flowRun = one.flow_run_id ? await api.flowRuns.read({ id: one.flow_run_id }) : undefined;
  const inputs = Object.keys(one.task_inputs ?? {});
  console.log(
    properties({
      "Task run": one.name ?? undefined,
      ID: one.id,
      Task: one.task_key,
      "Flow run": flowRun && `${flowRun.name ?? ""} ${flowRun.id}`.trim(),
      ...stateDetails(one),
      Inputs: inputs.length > 0 ? inputs.join(", ") : undefined,
      "Cache key": one.cache_key ?? undefined,
    }),
  );
}
