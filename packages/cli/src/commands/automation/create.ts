import type { Command } from "commander";
import type { AutomationCreate } from "@weir/contract";
import type { Context } from "../../context.ts";
import { readAutomationFile } from "./find.ts";

interface Options {
  readonly file: string;
}

/** What the server makes itself: a file that inspect wrote has it, too. */
const OF_THE_SERVER = ["id", "created", "updated"];

const HELP = `
The file holds one automation, as the API takes it and \`weir automation inspect\` shows it.

Example:
  $ weir automation create -f reports.json
`;

export function create(command: Command, context: Context): void {
  command
    .description("create an automation from a file")
    .requiredOption("-f, --file <file>", "the automation, as JSON")
    .addHelpText("after", HELP)
    .action((options: Options) => run(options, context));
}

export const withoutServersFields = (automation: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(automation).filter(([name]) => !OF_THE_SERVER.includes(name)));

async function run({ file }: Options, context: Context): Promise<void> {
  const body = withoutServersFields(await readAutomationFile(file));
  await using api = await context.api();
  const { name, id } = await api.automations.create(body as unknown as AutomationCreate);
  console.log(`Created ${name}, ${id}.`);
}
