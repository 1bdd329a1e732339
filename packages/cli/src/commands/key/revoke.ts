import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { confirm, yesOption, type YesOptions } from "../../output/confirm.ts";
import { notThere } from "../shared/find.ts";

const HELP = `
Example:
  $ weir key revoke ci
`;

export function revoke(command: Command, context: Context): void {
  yesOption(command)
    .description("end an access key, at once")
    .argument("<name>", "name of the key")
    .addHelpText("after", HELP)
    .action((name: string, options: YesOptions) => run(name, options, context));
}

async function run(name: string, options: YesOptions, context: Context): Promise<void> {
  await using api = await context.api();
  const all = await api.keys.list();
  const key = all.find((one) => one.name === name || one.id === name);
  if (!key)
    throw notThere(
      "key",
      name,
      all.map((one) => one.name),
    );
  await confirm(`End the key ${key.name}?`, options);
  await api.keys.revoke({ id: key.id });
  console.log(`Ended the key ${key.name}.`);
}
