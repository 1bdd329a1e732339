import type { Command } from "commander";
import { closest, type Setting, type SettingName, SETTINGS, type SettingSource } from "@weir/contract/settings";
import type { Context } from "../../context.ts";
import { paint } from "../../output/colours.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { storedProfiles } from "../../profiles.ts";
import { HIDDEN } from "./assignment.ts";

interface Options extends JsonOptions {
  readonly showDefaults?: true;
  readonly showSecrets?: true;
}

const HELP = `
Each line is NAME='value' and where the value is from: the variable of that name, another one that is honoured, weir.toml,
a profile, or the default. Secrets are hidden.

Example:
  $ weir config view --show-defaults
`;

export function view(command: Command, context: Context): void {
  jsonOption(command)
    .description("show the settings in force, and where each is from")
    .option("--show-defaults", "also those that nobody has set")
    .option("--show-secrets", "print secrets as they are")
    .addHelpText("after", HELP)
    .action((options: Options) => run(options, context));
}

interface Line {
  readonly name: string;
  readonly value: unknown;
  readonly source: SettingSource;
}

function run(options: Options, context: Context): void {
  const { settings, sources } = context.explain();
  const lines = (Object.entries(SETTINGS) as [SettingName, Setting<unknown>][])
    .filter(([name]) => options.showDefaults || sources[name].from !== "default")
    .map(([name, { env, secret }]): Line => {
      const hidden = secret && !options.showSecrets && settings[name] !== undefined;
      return { name: env, value: hidden ? HIDDEN : settings[name], source: sources[name] };
    });
  if (wantsJson(options)) return printJson(lines);
  console.log(paint("dim", `Profile: ${storedProfiles(context).current}`));
  if (lines.length === 0) console.log("Nothing is set: all settings have their defaults (--show-defaults).");
  for (const { name, value, source } of lines) {
    const shown = value === undefined ? "" : `'${String(value)}'`;
    console.log(`${name}=${shown} ${paint("dim", `(from ${inWords(source)})`)}`);
  }
  warnOfUnknown(context);
}

function inWords(source: SettingSource): string {
  switch (source.from) {
    case "environment":
    case "project":
      return source.name;
    case "profile":
      return `profile ${source.name}`;
    case "flag":
    case "default":
      return source.from;
  }
}

/** A variable with a slip of the pen in its name does nothing, silently: here is the place to notice. */
function warnOfUnknown({ environment }: Context): void {
  const known = Object.values(SETTINGS).map(({ env }) => env as string);
  for (const name of Object.keys(environment)) {
    if (!name.startsWith("WEIR_") || known.includes(name)) continue;
    const near = closest(name, known);
    const hint = near ? `; did you mean ${near}?` : "";
    console.error(paint("yellow", `${name} is set, but is no setting${hint}`, process.stderr));
  }
}
