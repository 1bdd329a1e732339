import { type Command, InvalidArgumentError } from "commander";
import type { Context } from "../context.ts";
import type { Outcome } from "../deploy/apply.ts";
import { paint } from "../output/colours.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../output/json.ts";
import { harmless } from "../output/text.ts";
import { storedProfiles } from "../profiles.ts";
import { assignment, type Values } from "./shared/values.ts";

interface Options extends JsonOptions {
  readonly all?: true;
  readonly name?: readonly string[];
  readonly env?: string;
  readonly file?: string;
  readonly prefectFile?: string;
  readonly dryRun?: true;
  readonly pool?: string;
  readonly param: Values;
  readonly prompt?: true;
  readonly message?: string;
  readonly canary?: number;
}

const HELP = `
Reads weir.yaml in this folder, or prefect.yaml. A deployment that is as the file says is left alone.

The environment is the one that --env names, or the one with the name of the profile in force, if the file has it.

Examples:
  $ weir deploy                        the only deployment of the file
  $ weir deploy nightly 'report-*'
  $ weir deploy --all --env prod
  $ weir deploy --all --dry-run        what would change
  $ weir deploy nightly --canary 10% --message "new parser"
  $ weir deployment promote report/nightly
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
    .option("-p, --pool <name>", "work pool, whatever the file says")
    .option("--param <name=value>", "a parameter, whatever the file says (can be repeated)", assignment, {})
    .option("--prompt", "ask what the file does not say: which deployments, which work pool")
    .option("-m, --message <text>", "why; kept with the version")
    .option("--canary <share>", "try the changes on this part of the scheduled runs: 10%, 0.1", share)
    .option("--dry-run", "only show what would change; steps are not run")
    .addHelpText("after", HELP)
    .action((names: readonly string[], options: Options) => run(names, options, context));
}

async function run(names: readonly string[], options: Options, context: Context): Promise<void> {
  const { all = false, name = [], dryRun = false } = options;
  const { readDeploymentFile } = await import("../deploy/file.ts");
  const { environmentOf, select } = await import("../deploy/select.ts");
  const { askPool, askWhich, overridden } = await import("../deploy/overrides.ts");
  const file = readDeploymentFile(process.cwd(), options.file ?? options.prefectFile);
  const environment = environmentOf(file, options.env, storedProfiles(context).current);
  const given = [...names, ...name];
  const asked = options.prompt && given.length === 0 && !all ? await askWhich(file) : given;
  const selected = select(file, asked, all, environment);
  const [{ planDeployments }, { apply }, { sourceOf }] = await Promise.all([
    import("../deploy/plan.ts"),
    import("../deploy/apply.ts"),
    import("../deploy/source.ts"),
  ]);
  await using api = await context.api();
  const selection = {
    ...selected,
    chosen: await overridden(selected.chosen, options, options.prompt ? () => askPool(api) : undefined),
  };
  const { planned, notes } = await planDeployments(api, file, selection, context.environment, dryRun);
  for (const note of notes) console.error(`${paint("yellow", "note:", process.stderr)} ${harmless(note)}`);
  const source = await sourceOf(file.folder, context.environment, options.message);
  const outcomes = await apply(api, planned, { isDry: dryRun, source, canary: options.canary });
  if (wantsJson(options)) return printJson(outcomes);
  for (const outcome of outcomes) print(outcome, dryRun);
  if (dryRun) console.log("Nothing was changed.");
}

const MARKS = { created: "+", updated: "~", unchanged: "=", tried: "?" } as const;
const STYLES = { created: "green", updated: "yellow", unchanged: "dim", tried: "yellow" } as const;

/** `10%` or `0.1`. */
function share(text: string): number {
  const [, number, percent] = /^(\d+(?:\.\d+)?)(%)?$/.exec(text.trim()) ?? [];
  const value = Number(number) / (percent ? 100 : 1);
  if (value > 0 && value < 1) return value;
  throw new InvalidArgumentError("It has to be above 0% and below 100%.");
}

function print({ name, id, outcome, changes }: Outcome, isDry: boolean): void {
  const verb = isDry && outcome !== "unchanged" ? `would be ${outcome}` : outcome;
  console.log(
    `${paint(STYLES[outcome], MARKS[outcome])} ${harmless(name)} ${verb}${id === undefined ? "" : ` (${id})`}`,
  );
  if (!isDry) return;
  for (const { field, before, after } of changes)
    console.log(`    ${field}: ${harmless(JSON.stringify(before))} -> ${harmless(JSON.stringify(after))}`);
}
