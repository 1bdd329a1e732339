/** Who holds the slots of limits and who waits for them, for those who look after them. */
import { formatTime, type ConcurrencyLeaseHolder, type LimitUse } from "@weir/contract";
import { notFound } from "../../platform/errors.ts";
import { uuid7 } from "../../platform/ids.ts";
import { lockLimit } from "../../storage/queries/concurrency-limits.ts";
import { deleteLease, deleteSlot, readSlot, readSlots } from "../../storage/queries/concurrency-slots.ts";
import type { ConcurrencySlotTable } from "../../storage/tables.ts";
import { audit } from "../audit.ts";
import type { Context } from "../context.ts";
import { recordEvent } from "../events.ts";
import { slotsByName } from "./give.ts";
import { readLimitBy } from "./limits.ts";

const holderOf = ({ holder_id: id, holder_type: type }: ConcurrencySlotTable): ConcurrencyLeaseHolder | null =>
  id === null ? null : { id, type: type as ConcurrencyLeaseHolder["type"] };

export async function readUse(context: Context, idOrName: string): Promise<LimitUse> {
  const limit = await readLimitBy(context, idOrName);
  const now = context.clock.now();
  const rows = await context.store.read((db) => db.all(readSlots, { limit_id: limit.id, now }));
  return {
    limit,
    holders: rows.map((row) => ({
      id: row.id,
      slots: row.slots,
      holder: holderOf(row),
      since: formatTime(row.since),
      expires: row.expires === null ? null : formatTime(row.expires),
    })),
    waiters: context.slots.of(limit.name).map(({ wanted, holder, since, priority }) => ({
      slots: slotsByName(wanted).get(limit.name)!,
      holder,
      since: formatTime(since),
      priority,
    })),
  };
}

/**
 * Takes slots from their holder. The whole lease ends, whatever else it holds: its holder hears of that when he renews
 * it. An event tells that it was done, and a line of the audit by whom.
 */
export async function releaseByForce(context: Context, slotId: string): Promise<void> {
  await context.store.write(async (tx) => {
    const slot = await tx.first(readSlot, { id: slotId });
    if (!slot) throw notFound("Concurrency slot");
    const limit = slot.limit_id ? await tx.first(lockLimit, { id: slot.limit_id }) : undefined;
    if (slot.lease_id) await tx.run(deleteLease, { lease_id: slot.lease_id });
    else await tx.run(deleteSlot, { id: slotId });
    const occurred = context.clock.now();
    const told = { slots: slot.slots, holder: holderOf(slot), since: formatTime(slot.since) };
    const name = limit?.name ?? slotId;
    await audit(tx, { occurred, action: "released", kind: "concurrency-slot", id: slotId, name, before: told });
    if (!limit) return;
    await recordEvent(context, tx, {
      id: uuid7(),
      occurred,
      event: "weir.concurrency-slot.released",
      resource: { "prefect.resource.id": `prefect.concurrency-limit.${limit.id}`, "prefect.resource.name": limit.name },
      payload: told,
    });
  });
  context.slots.look();
}
