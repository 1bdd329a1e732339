import type { Command } from "commander";
import { Failure } from "../../failure.ts";
import type { Context } from "../../context.ts";
import { confirm, yesOption, type YesOptions } from "../../output/confirm.ts";
import { findArtifacts } from "./find.ts";

interface Options extends YesOptions {
  readonly id?: string;
}

const HELP = `
A key stands for all of its versions, an id for one.

Examples:
  $ weir artifact delete daily-report
  $ weir artifact delete 0196a8f0-2c11-7b5e-9d2c-0c9f4b8a1d3e
`;

export function remove(command: Command, context: Context): void {
  yesOption(command)
    .description("delete artifacts")
    .argument("[artifact]", "key or id of the artifact")
    .option("--id <id>", "id of the artifact")
    .addHelpText("after", HELP)
    .action((keyOrId: string | undefined, options: Options) => run(keyOrId ?? options.id, options, context));
}

async function run(keyOrId: string | undefined, options: Options, context: Context): Promise<void> {
  if (keyOrId === undefined) throw new Failure("no artifact was named", "Give its key or its id.");
  await using api = await context.api();
  const found = await findArtifacts(api, keyOrId);
  const what = found.length === 1 ? keyOrId : `${found.length} versions of ${keyOrId}`;
  await confirm(`Delete ${what}?`, options);
  for (const { id } of found) await api.artifacts.delete({ id: id! });
  console.log(`Deleted ${what}.`);
}
