import type { CacheDecision } from "@weir/contract";
import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { local } from "../../output/time.ts";

const HELP = `
What has changed is told as against the nearest result of the task: the one that has most in common with the call.

Examples:
  $ weir cache explain 0199f6b2-8d4e-7c31-a5a6-3d1f0a9be2c7
`;

export function explain(command: Command, context: Context): void {
  jsonOption(command)
    .description("tell why the cached tasks of a run found their results, or did not")
    .argument("<run>", "id of a task run or of a flow run")
    .addHelpText("after", HELP)
    .action((id: string, options: JsonOptions) => run(id, options, context));
}

async function run(id: string, options: JsonOptions, context: Context): Promise<void> {
  await using api = await context.api();
  const ofTask = (await api.cache.decisions({ task_run_id: id, limit: 200 })).decisions;
  const decisions = ofTask.length > 0 ? ofTask : (await api.cache.decisions({ flow_run_id: id, limit: 200 })).decisions;
  if (wantsJson(options)) return printJson(decisions);
  if (decisions.length === 0)
    return console.log("Nothing is known of cached calls in this run: it has made none, or it is too long ago.");
  // In the order in which they were made.
  for (const decision of decisions.toReversed()) console.log(told(decision));
}

function told({ at, task_name, task_run_id, outcome, message, nearest }: CacheDecision): string {
  const lines = [`${local(at)}  ${task_name}  ${outcome}: ${message}`, `  task run ${task_run_id}`];
  if (outcome === "miss" && nearest)
    lines.push(`  nearest: task run ${nearest.task_run_id}, ${local(nearest.created)}`);
  return lines.join("\n");
}
