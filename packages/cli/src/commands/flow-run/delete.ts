import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { confirm, yesOption, type YesOptions } from "../../output/confirm.ts";
import { findFlowRun } from "../shared/find.ts";

const HELP = `
Its task runs and logs go with it.

Examples:
  $ weir flow-run delete brave-otter
  $ weir flow-run ls --state-type CRASHED --json | jq -r '.[].id' | xargs weir flow-run delete
`;

export function remove(command: Command, context: Context): void {
  yesOption(command)
    .description("delete flow runs")
    .argument("<run...>", "ids or names of the runs")
    .addHelpText("after", HELP)
    .action((idsOrNames: readonly string[], options: YesOptions) => run(idsOrNames, options, context));
}

async function run(idsOrNames: readonly string[], options: YesOptions, context: Context): Promise<void> {
  await using api = await context.api();
  // All are looked for before the first is gone: a name that is wrong leaves everything as it was.
  const runs = [];
  for (const idOrName of idsOrNames) runs.push(await findFlowRun(api, idOrName));
  const names = runs.map(({ name, id }) => name ?? id);
  await confirm(`Delete ${names.length === 1 ? names[0] : `${names.length} runs (${names.join(", ")})`}?`, options);
  for (const [at, { id }] of runs.entries()) {
    await api.flowRuns.delete({ id });
    console.log(`Deleted ${names[at]}.`);
  }
}
