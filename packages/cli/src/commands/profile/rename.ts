import type { Command } from "commander";
import { DEFAULT_PROFILE } from "@weir/sdk/settings-files";
import type { Context } from "../../context.ts";
import { Failure } from "../../failure.ts";
import { checkName, profileNamed, storedProfiles, writeProfiles } from "../../profiles.ts";

export function rename(command: Command, context: Context): void {
  command
    .description("give a profile another name")
    .argument("<name>", "its name")
    .argument("<new>", "the name it shall have")
    .action((name: string, other: string) => run(name, other, context));
}

async function run(name: string, other: string, context: Context): Promise<void> {
  const stored = storedProfiles(context);
  profileNamed(stored, name);
  checkName(stored, other);
  if (name === DEFAULT_PROFILE)
    throw new Failure(`${name} cannot be renamed`, `Copy it with \`weir profile create ${other} --from ${name}\`.`);
  const profiles = new Map([...stored.profiles].map(([key, values]) => [key === name ? other : key, values]));
  await writeProfiles({ ...stored, profiles, active: stored.active === name ? other : stored.active });
  console.log(`The profile ${name} is named ${other} now.`);
}
