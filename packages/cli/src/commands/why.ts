import type { Command } from "commander";
import type { FlowRunExplanation } from "@weir/contract";
import type { Context } from "../context.ts";
import { paint } from "../output/colours.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../output/json.ts";
import { local } from "../output/time.ts";
import { findFlowRun } from "./shared/find.ts";

const HELP = `
Lists what a scheduled run has to pass before it starts, in the order in which the server looks at it, and names the
command that lets it go on, where there is one.

Examples:
  $ weir why brave-otter
  $ weir why brave-otter --json
`;

export function register(command: Command, context: Context): void {
  jsonOption(command)
    .description("say why a flow run is not running")
    .argument("<run>", "id or name of the run")
    .addHelpText("after", HELP)
    .action((idOrName: string, options: JsonOptions) => run(idOrName, options, context));
}

async function run(idOrName: string, options: JsonOptions, context: Context): Promise<void> {
  await using api = await context.api();
  const { id } = await findFlowRun(api, idOrName);
  const explanation = await api.explanations.flowRun({ id });
  if (wantsJson(options)) return printJson(explanation);
  console.log(explanation.summary);
  for (const gate of explanation.gates) console.log(lineOf(gate));
  if (explanation.command) console.log(`\nTo let it go on:\n  $ ${explanation.command}`);
}

function lineOf({ passes, reason, eta, holders }: FlowRunExplanation["gates"][number]): string {
  const mark = passes ? paint("green", "✓") : paint("red", "✗");
  const until = eta === null ? "" : ` (${local(eta)})`;
  const by =
    holders.length === 0 ? "" : `\n      held by ${holders.map(({ name, id }) => `${name} (${id})`).join(", ")}`;
  return `  ${mark} ${reason}${passes ? "" : until}${by}`;
}
