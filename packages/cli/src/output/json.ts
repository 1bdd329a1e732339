import { type Command, Option } from "commander";

export interface JsonOptions {
  readonly json?: true;
  readonly output?: "json";
}

/** `--json`, and the reference's `-o json` for hands that are used to it. */
export function jsonOption(command: Command): Command {
  return command
    .option("--json", "print JSON, as the API has it")
    .addOption(new Option("-o, --output <format>").choices(["json"]).hideHelp());
}

export const wantsJson = (options: JsonOptions): boolean => options.json === true || options.output === "json";

export function printJson(value: unknown): void {
  console.log(JSON.stringify(value, undefined, 2));
}
