import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { checkName, profileNamed, storedProfiles, writeProfiles } from "../../profiles.ts";
import { assignment, type Assignments } from "../config/assignment.ts";

interface Options {
  readonly from?: string;
  readonly set: Assignments;
}

const HELP = `
Examples:
  $ weir profile create local
  $ weir profile create prod --set api_url=https://weir.example.com/api
  $ weir profile create prod-eu --from prod
`;

export function create(command: Command, context: Context): void {
  command
    .description("make a profile")
    .argument("<name>", "its name")
    .option("--from <profile>", "begin with the settings of this one")
    .option("--set <setting=value>", "set this in it; may be repeated", assignment, {})
    .addHelpText("after", HELP)
    .action((name: string, options: Options) => run(name, options, context));
}

async function run(name: string, { from, set }: Options, context: Context): Promise<void> {
  const stored = storedProfiles(context);
  checkName(stored, name);
  const values = { ...(from !== undefined && profileNamed(stored, from)), ...set };
  await writeProfiles({ ...stored, profiles: new Map([...stored.profiles, [name, values]]) });
  console.log(`Made the profile ${name}. \`weir profile use ${name}\` puts it in use.`);
}
