import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { paint } from "../../output/colours.ts";
import { profileNamed, storedProfiles, writeProfiles } from "../../profiles.ts";
import { assignment, type Assignments } from "./assignment.ts";

const HELP = `
What is set counts for all programs of this home folder that use the profile. Settings may be named as in files or by
their variable.

Examples:
  $ weir config set api_url=http://weir.example.com:4200/api
  $ weir config set WEIR_LOGGING_LEVEL=debug server_port=4300
  $ weir --profile prod config set api_key="$KEY"
`;

export function set(command: Command, context: Context): void {
  command
    .description("change settings in the profile in use")
    .argument("<setting=value...>", "what to set", assignment)
    .addHelpText("after", HELP)
    .action((values: Assignments) => run(values, context));
}

async function run(values: Assignments, context: Context): Promise<void> {
  const stored = storedProfiles(context);
  const { current } = stored;
  const merged = { ...profileNamed(stored, current), ...values };
  await writeProfiles({ ...stored, profiles: new Map([...stored.profiles, [current, merged]]) });
  for (const key of Object.keys(values)) {
    console.log(`Set ${key} in the profile ${current}.`);
    const variable = `WEIR_${key.toUpperCase()}`;
    if (context.environment[variable] && context.profile === undefined)
      console.error(paint("yellow", `${variable} is set, and comes first in this shell.`, process.stderr));
  }
}
