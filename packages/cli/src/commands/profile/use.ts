import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { paint } from "../../output/colours.ts";
import { profileNamed, storedProfiles, writeProfiles } from "../../profiles.ts";

export function use(command: Command, context: Context): void {
  command
    .description("put a profile in use")
    .argument("<name>", "its name")
    .action((name: string) => run(name, context));
}

async function run(name: string, context: Context): Promise<void> {
  const stored = storedProfiles(context);
  const values = profileNamed(stored, name);
  await writeProfiles({ ...stored, active: name });
  const url = values["api_url"];
  console.log(`The profile ${name} is in use${typeof url === "string" ? `: ${url}` : ""}.`);
  // Saying nothing here would leave a person wondering why nothing changed.
  const variable = ["WEIR_PROFILE", "WEIR_API_URL"].find((one) => context.environment[one]);
  if (variable) console.error(paint("yellow", `${variable} is set, and comes first in this shell.`, process.stderr));
}
