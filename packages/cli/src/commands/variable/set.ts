import type { Command } from "commander";
import { Conflict } from "@weir/client";
import type { Variable } from "@weir/contract";
import type { Context } from "../../context.ts";
import { Failure } from "../../failure.ts";

interface Options {
  readonly overwrite?: true;
  readonly tag?: readonly string[];
}

const HELP = `
The value is read as JSON where it is JSON, else taken as a text: 3 is a number, '"3"' and three are texts.

Examples:
  $ weir variable set threshold 0.8
  $ weir variable set cities '["Oslo", "Rome"]' --tag weather --overwrite
`;

export function set(command: Command, context: Context): void {
  command
    .description("set a variable")
    .argument("<name>", "name of the variable: small letters, digits, _ and -")
    .argument("<value>", "JSON, or a text")
    .option("--overwrite", "also if it is there already")
    .option("--tag <tag...>", "tags of the variable")
    .addHelpText("after", HELP)
    .action((name: string, value: string, options: Options) => run(name, value, options, context));
}

async function run(name: string, text: string, { overwrite, tag }: Options, context: Context): Promise<void> {
  await using api = await context.api();
  const variable = { value: parsed(text), ...(tag && { tags: [...tag] }) };
  try {
    await api.variables.create({ name, ...variable });
    console.log(`Set ${name}.`);
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    if (!overwrite)
      throw new Failure(`there is a variable ${name} already`, "Give --overwrite to replace its value.", {
        cause: error,
      });
    await api.variables.updateByName({ name }, variable);
    console.log(`Set ${name}; it had another value before.`);
  }
}

function parsed(text: string): Variable["value"] {
  try {
    return JSON.parse(text) as Variable["value"];
  } catch {
    return text;
  }
}
