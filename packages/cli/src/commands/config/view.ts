import type { Command } from "commander";
import { SETTINGS, type SettingName } from "@weir/contract/settings";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { paint } from "../../output/colours.ts";

interface Options extends JsonOptions {
  readonly showDefaults?: true;
  readonly showSecrets?: true;
}

const HELP = `
Each line is NAME='value', and where the value is from: the variable of that name, another one that is honoured, or the
default. Secrets are hidden.
`;

export function view(command: Command, context: Context): void {
  jsonOption(command)
    .description("show the settings in force")
    .option("--show-defaults", "also those that nobody has set")
    .option("--show-secrets", "print secrets as they are")
    .addHelpText("after", HELP)
    .action((options: Options) => run(options, context));
}

interface Line {
  readonly name: string;
  readonly value: unknown;
  readonly source: string;
}

function run(options: Options, context: Context): void {
  const settings = context.settings();
  const lines: Line[] = [];
  for (const name of Object.keys(SETTINGS) as SettingName[]) {
    const setting: { env: string; fallbacks?: readonly string[]; secret?: true } = SETTINGS[name];
    const source = [setting.env, ...(setting.fallbacks ?? [])].find((variable) => context.environment[variable]);
    if (source === undefined && !options.showDefaults) continue;
    const hidden = setting.secret && !options.showSecrets && settings[name] !== undefined;
    lines.push({ name: setting.env, value: hidden ? "********" : settings[name], source: source ?? "default" });
  }
  if (wantsJson(options)) return printJson(lines);
  if (lines.length === 0) return console.log("Nothing is set: all settings have their defaults (--show-defaults).");
  for (const { name, value, source } of lines) {
    const from = source === name ? "environment" : source;
    console.log(`${name}=${value === undefined ? "" : `'${String(value)}'`} ${paint("dim", `(from ${from})`)}`);
  }
}
