import type { Command } from "commander";
import type { AutomationUpdate } from "@weir/contract";
import type { Context } from "../../context.ts";
import { readJsonObject } from "../shared/json-file.ts";
import { withoutServersFields } from "./create.ts";
import { automationArgument, findAutomation } from "./find.ts";

interface Options {
  readonly file: string;
}

const HELP = `
What its triggers have counted is forgotten.

Example:
  $ weir automation update "reports follow imports" -f reports.json
`;

export function update(command: Command, context: Context): void {
  automationArgument(command)
    .description("replace an automation by that of a file")
    .requiredOption("-f, --file <file>", "the automation, as JSON")
    .addHelpText("after", HELP)
    .action((idOrName: string, options: Options) => run(idOrName, options, context));
}

async function run(idOrName: string, { file }: Options, context: Context): Promise<void> {
  const body = withoutServersFields(await readJsonObject(file, "one automation"));
  await using api = await context.api();
  const { id } = await findAutomation(api, idOrName);
  await api.automations.update({ id }, body as unknown as AutomationUpdate);
  console.log(`Updated ${idOrName}.`);
}
