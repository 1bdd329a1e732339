import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";

interface Options extends JsonOptions {
  readonly newKey: boolean;
}

const HELP = `
The server goes on meanwhile. Where its keys are in the file encryption.key, a fresh key is put in front; the former ones stay
behind it, for backups. Where they come from WEIR_SERVER_ENCRYPTION_KEY, put the new one in front yourself, start the server
again, and give --no-new-key.

Examples:
  $ weir secrets rotate
  $ weir secrets rotate --no-new-key
`;

export function rotate(command: Command, context: Context): void {
  jsonOption(command)
    .description("seal all secrets under a new key")
    .option("--no-new-key", "under the first one of those that the server has")
    .addHelpText("after", HELP)
    .action((options: Options) => run(options, context));
}

async function run(options: Options, context: Context): Promise<void> {
  await using api = await context.api();
  const done = await api.secrets.rotate({ new_key: options.newKey });
  if (wantsJson(options)) return printJson(done);
  console.log(`Sealed ${done.resealed} secrets under the key ${done.key}.`);
  for (const { name, reason } of done.locked) console.log(`Left as it is: ${name}, which is ${reason}`);
}
