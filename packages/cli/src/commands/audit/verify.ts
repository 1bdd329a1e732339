import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { Failure } from "../../failure.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";

const HELP = `
Exits with 1 if a line was changed, taken out or put in. Lines that were cut off at the end show only against a hash that was
kept elsewhere: the one that is printed here, or that of the last line of an export.

Example:
  $ weir audit verify
`;

export function verify(command: Command, context: Context): void {
  jsonOption(command)
    .description("check that the audit is as it was written")
    .addHelpText("after", HELP)
    .action((options: JsonOptions) => run(options, context));
}

async function run(options: JsonOptions, context: Context): Promise<void> {
  await using api = await context.api();
  const verdict = await api.audit.verify();
  const { lines, broken_at, head } = verdict;
  if (wantsJson(options)) printJson(verdict);
  else if (broken_at === null)
    console.log(`All ${lines} lines are as they were written. The last one has the hash ${head}`);
  if (broken_at !== null)
    throw new Failure(
      `line ${broken_at} of the audit is not what was written there`,
      `The ${lines} lines before it are. Compare with an earlier \`weir audit export\`.`,
    );
}
