import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { paint } from "../../output/colours.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { storedProfiles } from "../../profiles.ts";

export function ls(command: Command, context: Context): void {
  jsonOption(command)
    .description("list profiles; the one in use has a star")
    .action((options: JsonOptions) => run(options, context));
}

function run(options: JsonOptions, context: Context): void {
  const { profiles, current } = storedProfiles(context);
  if (wantsJson(options)) return printJson([...profiles.keys()].map((name) => ({ name, in_use: name === current })));
  for (const name of profiles.keys()) console.log(name === current ? paint("green", `* ${name}`) : `  ${name}`);
}
