import { type Command, Option } from "commander";
import type { Context } from "../../context.ts";
import { Failure } from "../../failure.ts";
import { findLimit, limitArgument } from "./find.ts";
import { type SizeOptions, sizeOptions, sizesOf } from "./sizes.ts";

interface Options extends SizeOptions {
  readonly enable?: true;
  readonly disable?: true;
}

const HELP = `
Who holds more slots than a smaller limit has keeps them; nobody gets one before enough are given back.

Examples:
  $ weir limit update database --limit 8
  $ weir limit update partner-api --slot-decay-per-second 5 --enable
`;

export function update(command: Command, context: Context): void {
  sizeOptions(limitArgument(command))
    .description("change a limit")
    .option("--enable", "switch it on")
    .addOption(new Option("--disable", "switch it off").conflicts("enable"))
    .addHelpText("after", HELP)
    .action((idOrName: string, options: Options) => run(idOrName, options, context));
}

async function run(idOrName: string, options: Options, context: Context): Promise<void> {
  const { enable, disable } = options;
  const changes = { ...sizesOf(options), ...((enable || disable) && { active: enable === true }) };
  if (Object.keys(changes).length === 0)
    throw new Failure(
      "nothing was said to change",
      "Give --limit, --slot-decay-per-second, --active-slots, --enable or --disable.",
    );
  await using api = await context.api();
  const { id, name } = await findLimit(api, idOrName);
  await api.concurrencyLimitsV2.update({ id_or_name: id }, changes);
  console.log(`Changed ${name}.`);
}
