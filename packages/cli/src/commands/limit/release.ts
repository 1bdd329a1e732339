import type { Command } from "commander";
import { type Client, NotFound } from "@weir/client";
import type { HeldSlot } from "@weir/contract";
import type { Context } from "../../context.ts";
import { Failure } from "../../failure.ts";
import { confirm, type YesOptions, yesOption } from "../../output/confirm.ts";
import { findLimit, limitArgument } from "./find.ts";

interface Options extends YesOptions {
  readonly all?: true;
}

const HELP = `
The holder's lease ends, with all that it holds of other limits, too. A holder that lives hears of that when it renews the
lease, which may be after somebody else has got the slots. The audit keeps who has done it.

Examples:
  $ weir limit inspect database
  $ weir limit release database 0199f6f4-8c53-7e0e-a1ab-0d3f4a9c0f11
  $ weir limit release database --all --yes
`;

export function release(command: Command, context: Context): void {
  yesOption(limitArgument(command))
    .description("take slots from their holders, who may be at work still")
    .argument("[ids...]", "ids of held slots, or of the runs that hold them")
    .option("--all", "all slots that are held")
    .addHelpText("after", HELP)
    .action((idOrName: string, ids: readonly string[], options: Options) => run(idOrName, ids, options, context));
}

async function run(idOrName: string, ids: readonly string[], options: Options, context: Context): Promise<void> {
  if (ids.length > 0 === (options.all === true))
    throw new Failure("it was not said which slots", "Give ids that `weir limit inspect` shows, or --all.");
  await using api = await context.api();
  const { id, name } = await findLimit(api, idOrName);
  if (api.weirVersion === undefined)
    throw new Failure(
      "this server cannot take slots from one holder",
      `\`weir limit update ${name} --active-slots 0\` makes all of them free.`,
    );
  const { holders } = await api.concurrencySlots.use({ id_or_name: id });
  const chosen = options.all ? holders : ids.flatMap((one) => heldBy(holders, one, name));
  if (chosen.length === 0) return console.log(`Nobody holds slots of ${name}.`);
  await confirm(
    `Take slots of ${name} from ${chosen.length === 1 ? "a holder" : `${chosen.length} holders`}?`,
    options,
  );
  let slots = 0;
  for (const held of new Set(chosen)) slots += await take(api, held);
  console.log(`Released ${slots} slot${slots === 1 ? "" : "s"} of ${name}.`);
}

function heldBy(holders: readonly HeldSlot[], id: string, limit: string): readonly HeldSlot[] {
  const found = holders.filter((held) => held.id === id || held.holder?.id === id);
  if (found.length > 0) return found;
  throw new Failure(`${id} holds no slots of ${limit}`, `See who does with \`weir limit inspect ${limit}\`.`);
}

/** How many slots were taken: none if they were given back meanwhile. */
async function take(api: Client, { id, slots }: HeldSlot): Promise<number> {
  try {
    await api.concurrencySlots.release({ id });
    return slots;
  } catch (error) {
    if (error instanceof NotFound) return 0;
    throw error;
  }
}
