import type { Command } from "commander";
import { fileKey } from "@weir/contract/settings";
import type { Context } from "../../context.ts";
import { profileNamed, storedProfiles, writeProfiles } from "../../profiles.ts";
import { settingNamed } from "./assignment.ts";

const HELP = `
Example:
  $ weir config unset api_url
`;

export function unset(command: Command, context: Context): void {
  command
    .description("remove settings from the profile in use")
    .argument("<setting...>", "what to remove, by its name in files or its variable", key)
    .addHelpText("after", HELP)
    .action((keys: readonly string[]) => run(keys, context));
}

/** Also what is no setting can be removed: somebody may have written it into the file. */
function key(name: string, before: readonly string[] = []): readonly string[] {
  return [...before, name];
}

async function run(names: readonly string[], context: Context): Promise<void> {
  const stored = storedProfiles(context);
  const { current } = stored;
  const values = { ...profileNamed(stored, current) };
  const removed: string[] = [];
  for (const name of names) {
    const wanted = Object.hasOwn(values, name) ? name : fileKey(settingNamed(name));
    if (!Object.hasOwn(values, wanted)) console.log(`${wanted} is not set in the profile ${current}.`);
    else removed.push(wanted);
    delete values[wanted];
  }
  if (removed.length === 0) return;
  await writeProfiles({ ...stored, profiles: new Map([...stored.profiles, [current, values]]) });
  for (const name of removed) console.log(`Removed ${name} from the profile ${current}.`);
}
