import type { Command } from "commander";
import { DEFAULT_PROFILE } from "@weir/sdk/settings-files";
import type { Context } from "../../context.ts";
import { Failure } from "../../failure.ts";
import { confirm, yesOption, type YesOptions } from "../../output/confirm.ts";
import { profileNamed, storedProfiles, writeProfiles } from "../../profiles.ts";

export function remove(command: Command, context: Context): void {
  yesOption(command)
    .description("delete a profile")
    .argument("<name>", "its name")
    .action((name: string, options: YesOptions) => run(name, options, context));
}

async function run(name: string, options: YesOptions, context: Context): Promise<void> {
  const stored = storedProfiles(context);
  profileNamed(stored, name);
  if (name === DEFAULT_PROFILE)
    throw new Failure(`${name} cannot be deleted`, "Remove what is set in it with `weir config unset`.");
  if (name === stored.active)
    throw new Failure(`${name} is in use`, `Put another one in use first: \`weir profile use ${DEFAULT_PROFILE}\`.`);
  await confirm(`Delete the profile ${name}?`, options);
  const profiles = new Map([...stored.profiles].filter(([key]) => key !== name));
  await writeProfiles({ ...stored, profiles });
  console.log(`Deleted the profile ${name}.`);
}
