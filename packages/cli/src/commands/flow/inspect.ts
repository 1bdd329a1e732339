import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { properties } from "../../output/properties.ts";
import { flowRunTable } from "../flow-run/ls.ts";
import { findFlow } from "../shared/find.ts";
import { time } from "../shared/run-details.ts";

const HELP = `
Example:
  $ weir flow inspect etl
`;

const RECENT = 5;

export function inspect(command: Command, context: Context): void {
  jsonOption(command)
    .description("show one flow and its latest runs")
    .argument("<flow>", "id or name of the flow")
    .addHelpText("after", HELP)
    .action((idOrName: string, options: JsonOptions) => run(idOrName, options, context));
}

async function run(idOrName: string, options: JsonOptions, context: Context): Promise<void> {
  await using api = await context.api();
  const flow = await findFlow(api, idOrName);
  if (wantsJson(options)) return printJson(flow);
  const flows = { id: { any_: [flow.id] } };
  const [count, runs] = await Promise.all([
    api.flowRuns.count({ flows }),
    api.flowRuns.filter({ flows, sort: "EXPECTED_START_TIME_DESC", limit: RECENT }),
  ]);
  const labels = Object.entries(flow.labels ?? {}).map(([name, value]) => `${name}=${String(value)}`);
  console.log(
    properties({
      Flow: flow.name,
      ID: flow.id,
      Created: time(flow.created),
      Tags: flow.tags?.length ? flow.tags.join(", ") : undefined,
      Labels: labels.length > 0 ? labels.join(", ") : undefined,
      Runs: String(count),
    }),
  );
  if (runs.length > 0) console.log(`\n${await flowRunTable(runs, new Map([[flow.id, flow.name]]))}`);
}
