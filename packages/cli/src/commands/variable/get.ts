import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { findVariable, shownValue } from "./find.ts";

const HELP = `
A text is printed as it is, everything else as JSON; with --json, a text is JSON, too.

Example:
  $ threshold=$(weir variable get threshold)
`;

export function get(command: Command, context: Context): void {
  jsonOption(command)
    .description("print the value of a variable, nothing else")
    .argument("<name>", "name of the variable")
    .addHelpText("after", HELP)
    .action((name: string, options: JsonOptions) => run(name, options, context));
}

async function run(name: string, options: JsonOptions, context: Context): Promise<void> {
  await using api = await context.api();
  const { value } = await findVariable(api, name);
  if (wantsJson(options)) printJson(value);
  else console.log(shownValue(value));
}
