import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { profileNamed, storedProfiles } from "../../profiles.ts";
import { shownSetting } from "../config/assignment.ts";

interface Options extends JsonOptions {
  readonly showSecrets?: true;
}

export function inspect(command: Command, context: Context): void {
  jsonOption(command)
    .description("show what a profile sets")
    .argument("[name]", "its name (default: the one in use)")
    .option("--show-secrets", "print secrets as they are")
    .action((name: string | undefined, options: Options) => run(name, options, context));
}

function run(name: string | undefined, options: Options, context: Context): void {
  const stored = storedProfiles(context);
  const values = profileNamed(stored, name ?? stored.current);
  const shown = Object.entries(values).map(
    ([key, value]) => [key, shownSetting(key, value, options.showSecrets ?? false)] as const,
  );
  if (wantsJson(options)) return printJson(Object.fromEntries(shown));
  if (shown.length === 0) return console.log(`The profile ${name ?? stored.current} sets nothing.`);
  for (const [key, value] of shown) console.log(`${key}=${JSON.stringify(value)}`);
}
