import type { Command } from "commander";
import type { ConcurrencyLeaseHolder, GlobalConcurrencyLimitResponse, LimitUse } from "@weir/contract";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { properties } from "../../output/properties.ts";
import { relative } from "../../output/time.ts";
import { time } from "../shared/run-details.ts";
import { findLimit, limitArgument } from "./find.ts";
import { rateOf, stateOf } from "./sizes.ts";

const HELP = `
On a Weir server it is also shown who holds the slots and who waits for them, in order.

Example:
  $ weir limit inspect database
`;

export function inspect(command: Command, context: Context): void {
  jsonOption(limitArgument(command))
    .description("show one limit, who holds its slots, and who waits for them")
    .addHelpText("after", HELP)
    .action((idOrName: string, options: JsonOptions) => run(idOrName, options, context));
}

async function run(idOrName: string, options: JsonOptions, context: Context): Promise<void> {
  await using api = await context.api();
  const limit = await findLimit(api, idOrName);
  const use = api.weirVersion === undefined ? undefined : await api.concurrencySlots.use({ id_or_name: limit.id });
  if (wantsJson(options)) return printJson(use ?? { limit });
  console.log(details(use?.limit ?? limit));
  if (use) await printUse(use);
}

const details = (limit: GlobalConcurrencyLimitResponse): string =>
  properties({
    Limit: limit.name,
    ID: limit.id,
    State: stateOf(limit),
    Taken: `${limit.active_slots} of ${limit.limit}`,
    "Come free": rateOf(limit) || undefined,
    Created: time(limit.created),
    Updated: time(limit.updated),
  });

const holderText = (holder: ConcurrencyLeaseHolder | null): string =>
  holder ? `${holder.type.replace("_", " ")} ${holder.id}` : "";

async function printUse({ holders, waiters }: LimitUse): Promise<void> {
  const { table } = await import("../../output/table.ts");
  if (holders.length > 0) {
    const columns = [
      { title: "Held slot" },
      { title: "Slots" },
      { title: "Holder", least: 12 },
      { title: "Since" },
      { title: "Lease ends" },
    ] as const;
    const rows = holders.map(({ id, slots, holder, since, expires }) => [
      id,
      String(slots),
      holderText(holder),
      relative(since),
      expires === null ? "never" : relative(expires),
    ]);
    console.log(`\n${table(columns, rows)}`);
  }
  if (waiters.length > 0) {
    const columns = [
      { title: "Waits" },
      { title: "Slots" },
      { title: "Priority" },
      { title: "Who", least: 12 },
    ] as const;
    const rows = waiters.map(({ slots, holder, since, priority }) => [
      relative(since),
      String(slots),
      String(priority),
      holderText(holder),
    ]);
    console.log(`\n${table(columns, rows)}`);
  }
}
