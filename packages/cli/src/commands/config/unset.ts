import type { Command } from "commander";
import { closest, fileKey, findSetting, SETTINGS } from "@weir/contract/settings";
import type { Context } from "../../context.ts";
import { Failure } from "../../failure.ts";
import { profileNamed, storedProfiles, writeProfiles } from "../../profiles.ts";

const HELP = `
Example:
  $ weir config unset api_url
`;

export function unset(command: Command, context: Context): void {
  command
    .description("remove settings from the profile in use")
    .argument("<setting...>", "what to remove, by its name in files or its variable")
    .addHelpText("after", HELP)
    .action((keys: readonly string[]) => run(keys, context));
}

async function run(names: readonly string[], context: Context): Promise<void> {
  const stored = storedProfiles(context);
  const { current } = stored;
  const values = profileNamed(stored, current);
  const keys = names.map((name) => keyIn(values, name));
  const removed = keys.filter((one) => Object.hasOwn(values, one));
  const left = Object.fromEntries(Object.entries(values).filter(([one]) => !removed.includes(one)));
  if (removed.length > 0) await writeProfiles({ ...stored, profiles: new Map([...stored.profiles, [current, left]]) });
  for (const one of keys)
    console.log(
      removed.includes(one)
        ? `Removed ${one} from the profile ${current}.`
        : `${one} is not set in the profile ${current}.`,
    );
}

/** What is in the file can be removed, also where it is no setting: somebody may have written it there. */
function keyIn(values: Readonly<Record<string, unknown>>, name: string): string {
  if (Object.hasOwn(values, name)) return name;
  const setting = findSetting(name)?.setting;
  if (setting) return fileKey(setting);
  const near = closest(name, [...Object.keys(values), ...Object.values(SETTINGS).map(fileKey)]);
  throw new Failure(
    `${name} is not a setting, nor is it in the profile`,
    near ? `Did you mean ${near}?` : "See what is in it with `weir profile inspect`.",
  );
}
