import type { Command } from "commander";
import type { FlowRunResponse } from "@weir/contract";
import type { Context } from "../../context.ts";
import { stateName } from "../../output/colours.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { properties } from "../../output/properties.ts";
import { duration, local } from "../../output/time.ts";
import { findFlowRun } from "./find.ts";

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
  console.log(properties({ Run: one.name ?? undefined, ID: one.id, Flow: flow.name, ...details(one) }));
}

function details(run: FlowRunResponse): Record<string, string | undefined> {
  const time = (value: string | null | undefined) => (value ? local(value) : undefined);
  const list = (values: readonly string[] | undefined) => (values?.length ? values.join(", ") : undefined);
  return {
    State: run.state_type ? stateName(run.state_type, run.state_name) : undefined,
    Message: run.state?.message ?? undefined,
    Created: time(run.created),
    Scheduled: run.start_time ? undefined : time(run.expected_start_time),
    Started: time(run.start_time),
    Ended: time(run.end_time),
    Duration: run.start_time && run.total_run_time !== undefined ? duration(run.total_run_time) : undefined,
    Attempts: run.run_count ? String(run.run_count) : undefined,
    Parameters: Object.keys(run.parameters ?? {}).length > 0 ? JSON.stringify(run.parameters, undefined, 2) : undefined,
    Tags: list(run.tags),
    Deployment: run.deployment_id ?? undefined,
    "Work pool": run.work_pool_name ?? undefined,
    "Parent task": run.parent_task_run_id ?? undefined,
  };
}
