import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { Failure } from "../../failure.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { selected, type Selection, selecting } from "./selection.ts";

interface Options extends JsonOptions, Selection {
  readonly all?: boolean;
  readonly dryRun?: boolean;
}

const HELP = `
The tasks are run again when they are called the next time, on every machine.

Examples:
  $ weir cache clear --task fetch-rates --dry-run
  $ weir cache clear --tag nightly
  $ weir cache clear --all
`;

export function clear(command: Command, context: Context): void {
  jsonOption(selecting(command))
    .description("forget results, so that their tasks are run again")
    .option("--all", "all of them")
    .option("--dry-run", "only say how many")
    .addHelpText("after", HELP)
    .action((options: Options) => run(options, context));
}

async function run(options: Options, context: Context): Promise<void> {
  const wanted = selected(options);
  const isSelected = Object.values(wanted).some((value) => value !== null);
  if (!isSelected && !options.all)
    throw new Failure("nothing says which results are meant", "Name them (--task, --tag, --prefix, …), or say --all.");
  await using api = await context.api();
  const { dryRun: dry_run = false, all = false } = options;
  const cleared = await api.cache.clear({ ...wanted, all, dry_run });
  if (wantsJson(options)) return printJson(cleared);
  const results = `${cleared.entries} ${cleared.entries === 1 ? "result" : "results"}`;
  console.log(dry_run ? `Would clear ${results}.` : `Cleared ${results}.`);
}
