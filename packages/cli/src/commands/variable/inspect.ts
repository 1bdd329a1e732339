import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { properties } from "../../output/properties.ts";
import { time } from "../shared/run-details.ts";
import { findVariable, shownValue } from "./find.ts";

const HELP = `
Example:
  $ weir variable inspect threshold
`;

export function inspect(command: Command, context: Context): void {
  jsonOption(command)
    .description("show one variable")
    .argument("<name>", "name of the variable")
    .addHelpText("after", HELP)
    .action((name: string, options: JsonOptions) => run(name, options, context));
}

async function run(name: string, options: JsonOptions, context: Context): Promise<void> {
  await using api = await context.api();
  const one = await findVariable(api, name);
  if (wantsJson(options)) return printJson(one);
  console.log(
    properties({
      Variable: one.name,
      ID: one.id,
      Value: shownValue(one.value, 2),
      Tags: one.tags?.length ? one.tags.join(", ") : undefined,
      Created: time(one.created),
      Updated: time(one.updated),
    }),
  );
}
