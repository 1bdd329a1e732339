import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { properties } from "../../output/properties.ts";
import { findFlowRun } from "../shared/find.ts";
import { stateDetails } from "../shared/run-details.ts";

const HELP = `
Examples:
  $ weir flow-run inspect brave-otter
  $ weir flow-run inspect 0196a8f0-2c11-7b5e-9d2c-0c9f4b8a1d3e --json
`;

export function inspect(command: Command, context: Context): void {
  jsonOption(command)
    .description("show one flow run")
    .argument("<run>", "id or name of the run")
    .addHelpText("after", HELP)
    .action((idOrName: string, options: JsonOptions) => run(idOrName, options, context));
}

async function run(idOrName: string, options: JsonOptions, context: Context): Promise<void> {
  await using api = await context.api();
  const one = await findFlowRun(api, idOrName);
  if (wantsJson(options)) return printJson(one);
  const flow = await api.flows.read({ id: one.flow_id });
  const hasParameters = Object.keys(one.parameters ?? {}).length > 0;
  console.log(
    properties({
      Run: one.name ?? undefined,
      ID: one.id,
      Flow: flow.name,
      ...stateDetails(one),
      Parameters: hasParameters ? JSON.stringify(one.parameters, undefined, 2) : undefined,
      Deployment: one.deployment_id ?? undefined,
      "Work pool": one.work_pool_name ?? undefined,
      "Parent task": one.parent_task_run_id ?? undefined,
    }),
  );
}
