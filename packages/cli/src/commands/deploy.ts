import type { Command } from "commander";
import type { Context } from "../context.ts";
import type { Outcome } from "../deploy/apply.ts";
import { paint } from "../output/colours.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../output/json.ts";
import { harmless } from "../output/text.ts";
import { storedProfiles } from "../profiles.ts";

interface Options extends JsonOptions {
  readonly all?: true;
  readonly name?: readonly string[];
  readonly env?: string;
  readonly file?: string;
  readonly prefectFile?: string;
  readonly dryRun?: true;
}

const HELP = `
Reads weir.yaml in this folder, or prefect.yaml. A deployment that is as the file says is left alone.

The environment is the one that --env names, or the one with the name of the profile in force, if the file has it.

Examples:
  $ weir deploy                        the only deployment of the file
  $ weir deploy nightly 'report-*'
  $ weir deploy --all --env prod
  $ weir deploy --all --dry-run        what would change
`;

export function register(command: Command, context: Context): void {
  jsonOption(command)
    .description("put the deployments of weir.yaml or prefect.yaml on the server")
    .argument("[names...]", "deployments of the file, * standing for any text")
    .option("-n, --name <name...>", "the same as naming them")
    .option("--all", "all deployments of the file")
    .option("--env <environment>", "environment of the file (default: that of the profile's name)")
    .option("-f, --file <file>", "another file")
    .option("--prefect-file <file>", "the same as --file")
    .option("--dry-run", "only show what would change; steps are not run")
    .addHelpText("after", HELP)
    .action((names: readonly string[], options: Options) => run(names, options, context));
}

async function run(names: readonly string[], options: Options, context: Context): Promise<void> {
  const { all = false, name = [], dryRun = false } = options;
  const { readDeploymentFile } = await import("../deploy/file.ts");
  const { environmentOf, select } = await import("../deploy/select.ts");
  const file = readDeploymentFile(process.cwd(), options.file ?? options.prefectFile);
  const environment = environmentOf(file, options.env, storedProfiles(context).current);
  const selection = select(file, [...names, ...name], all, environment);
  const [{ planDeployments }, { apply }] = await Promise.all([
    import("../deploy/plan.ts"),
    import("../deploy/apply.ts"),
  ]);
  await using api = await context.api();
  const { planned, notes } = await planDeployments(api, file, selection, context.environment, dryRun);
  for (const note of notes) console.error(`${paint("yellow", "note:", process.stderr)} ${harmless(note)}`);
  const outcomes = await apply(api, planned, dryRun);
  if (wantsJson(options)) return printJson(outcomes);
  for (const outcome of outcomes) print(outcome, dryRun);
  if (dryRun) console.log("Nothing was changed.");
}

const MARKS = { created: "+", updated: "~", unchanged: "=" } as const;
const STYLES = { created: "green", updated: "yellow", unchanged: "dim" } as const;

function print({ name, id, outcome, changes }: Outcome, isDry: boolean): void {
  const verb = isDry && outcome !== "unchanged" ? `would be ${outcome}` : outcome;
  console.log(
    `${paint(STYLES[outcome], MARKS[outcome])} ${harmless(name)} ${verb}${id === undefined ? "" : ` (${id})`}`,
  );
  if (!isDry) return;
  for (const { field, before, after } of changes)
    console.log(`    ${field}: ${harmless(JSON.stringify(before))} -> ${harmless(JSON.stringify(after))}`);
}
