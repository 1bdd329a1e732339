/**
 * Taking and giving back slots of limits, within a transaction of the caller's.
 *
 * C1. Slots are rows; how many of a limit are taken is their sum (less what has decayed), never a counter. So a slot can
 *     be given back once only, and none can leak: a lease that runs out ends its rows by itself.
 * C2. Whoever takes slots holds the limits' rows, locked in one order, from before the count until the commit.
 * C3. Of several limits either all give slots or none does.
 */
import { seconds, toSeconds, type Micros } from "@weir/contract";
import { uuid7 } from "../../platform/ids.ts";
import { averageOccupancy, deniedSlots, drain } from "../../rules/concurrency/decay.ts";
import { lockLimits, updateLimit } from "../../storage/queries/concurrency-limits.ts";
import {
  countSlots,
  countSlotsOf,
  deleteLease,
  deleteSlot,
  detachSlot,
  insertSlot,
  readLease,
  readSlots,
  resizeSlot,
} from "../../storage/queries/concurrency-slots.ts";
import type { Reader, Transaction } from "../../storage/store.ts";
import type { ConcurrencyLimitTable, ConcurrencySlotTable } from "../../storage/tables.ts";

export interface Holder {
  readonly type: "flow_run" | "task_run" | "deployment";
  readonly id: string;
}

/** A lease to hold slots under. */
export interface Lease {
  readonly id: string;
  readonly expires: Micros;
}

/** The slots of each limit that are taken now, by the limit's id. */
export async function activeSlots(
  db: Reader,
  limits: readonly ConcurrencyLimitTable[],
  now: Micros,
): Promise<ReadonlyMap<string, number>> {
  if (limits.length === 0) return new Map();
  const ids = limits.map(({ id }) => id);
  const held = new Map((await db.rows(countSlotsOf(ids, now))).map((row) => [row.limit_id, row.held]));
  return new Map(
    limits.map((limit) => {
      const taken = held.get(limit.id) ?? 0;
      return [limit.id, taken - drain(limit, taken, now).drained];
    }),
  );
}

/** Removes slots from rows, oldest first; a row that is a lease's is taken off its limit, so that the lease lives on. */
async function removeSlots(tx: Transaction, rows: readonly ConcurrencySlotTable[], slots: number): Promise<void> {
  let left = slots;
  for (const row of rows) {
    if (left <= 0) return;
    if (row.slots > left) await tx.run(resizeSlot, { id: row.id, slots: row.slots - left });
    else if (row.lease_id) await tx.run(detachSlot, { id: row.id });
    else await tx.run(deleteSlot, { id: row.id });
    left -= row.slots;
  }
}

/** Takes off what has decayed by now; gives the limit with its clock set, and the slots that are taken. */
async function settle(
  tx: Transaction,
  limit: ConcurrencyLimitTable,
  now: Micros,
): Promise<{ limit: ConcurrencyLimitTable; held: number }> {
  const held = (await tx.first(countSlots, { limit_id: limit.id, now }))?.held ?? 0;
  const { drained, decayed } = drain(limit, held, now);
  if (drained > 0) await removeSlots(tx, await tx.all(readSlots, { limit_id: limit.id, now }), drained);
  return {
    limit: { ...limit, denied_slots: deniedSlots(limit, now), decayed, updated: now },
    held: held - drained,
  };
}

/** Adds a row of slots to a limit that has them; no lease: held until they are given back. */
export const holdSlots = (
  tx: Transaction,
  limitId: string | null,
  slots: number,
  now: Micros,
  { lease = null, holder = null }: { lease?: Lease | null; holder?: Holder | null } = {},
): Promise<number> =>
  tx.run(insertSlot, {
    id: uuid7(),
    limit_id: limitId,
    lease_id: lease?.id ?? null,
    holder_type: holder?.type ?? null,
    holder_id: holder?.id ?? null,
    slots,
    since: now,
    expires: lease?.expires ?? null,
  });

/** A lease that begins now. */
export const newLease = (now: Micros, duration: number): Lease => ({ id: uuid7(), expires: now + seconds(duration) });

/** For whom slots are taken. */
interface Holding {
  readonly lease?: Lease | null;
  readonly holder?: Holder | null;
}

/**
 * Takes slots of every limit that is active, or of none. A lease is made even where there is no limit to hold.
 *
 * @param limits locked by the caller
 * @returns true if they were taken; otherwise the refusal is noted on the limits
 */
export const takeSlots = async (
  tx: Transaction,
  limits: readonly ConcurrencyLimitTable[],
  slots: number,
  now: Micros,
  holding: Holding = {},
): Promise<boolean> =>
  (await takeSlotsOf(tx, limits, () => slots, now, { ...holding, countsRefusals: true })).length === 0;

/**
 * The same where each limit may have to give another number of slots.
 *
 * @returns the limits that had no room; none if the slots were taken
 */
export async function takeSlotsOf(
  tx: Transaction,
  limits: readonly ConcurrencyLimitTable[],
  slotsOf: (limit: ConcurrencyLimitTable) => number,
  now: Micros,
  { countsRefusals = false, ...holding }: Holding & { readonly countsRefusals?: boolean } = {},
): Promise<ConcurrencyLimitTable[]> {
  const settled = [];
  for (const limit of limits) if (limit.active) settled.push(await settle(tx, limit, now));
  const full = settled.filter(({ limit, held }) => held + slotsOf(limit) > limit.limit).map(({ limit }) => limit);
  for (const { limit } of settled) {
    const denied = full.length > 0 && countsRefusals ? slotsOf(limit) : 0;
    await tx.run(updateLimit, { ...limit, denied_slots: limit.denied_slots + denied });
    if (full.length === 0) await holdSlots(tx, limit.id, slotsOf(limit), now, holding);
  }
  if (settled.length === 0 && holding.lease) await holdSlots(tx, null, 1, now, holding);
  return full;
}

/** Notes on limits that slots came back after a time, in seconds; without one, only that they did. */
export async function noteRelease(
  tx: Transaction,
  limits: readonly ConcurrencyLimitTable[],
  slots: number,
  occupancy: number | null,
  now: Micros,
): Promise<void> {
  for (const limit of limits)
    await tx.run(updateLimit, {
      ...limit,
      updated: now,
      denied_slots: deniedSlots(limit, now),
      avg_slot_occupancy_seconds:
        occupancy === null ? limit.avg_slot_occupancy_seconds : averageOccupancy(limit, slots, occupancy),
    });
}

/** Gives back slots that are held under no lease and by nobody in particular, oldest first. */
export async function releaseUnleased(
  tx: Transaction,
  limit: ConcurrencyLimitTable,
  slots: number,
  occupancy: number | null,
  now: Micros,
): Promise<void> {
  const { limit: current } = await settle(tx, limit, now);
  const rows = await tx.all(readSlots, { limit_id: limit.id, now });
  await removeSlots(
    tx,
    rows.filter((row) => row.lease_id === null && row.holder_id === null),
    slots,
  );
  await noteRelease(tx, [current], slots, occupancy, now);
}

/** Makes the taken slots of a limit a given number: the operator's word is final. */
export async function setActiveSlots(
  tx: Transaction,
  limit: ConcurrencyLimitTable,
  wanted: number,
  now: Micros,
): Promise<ConcurrencyLimitTable> {
  const { limit: current, held } = await settle(tx, limit, now);
  if (wanted > held) await holdSlots(tx, limit.id, wanted - held, now);
  else {
    const rows = await tx.all(readSlots, { limit_id: limit.id, now });
    const [leased, free] = [rows.filter((row) => row.lease_id), rows.filter((row) => !row.lease_id)];
    await removeSlots(tx, [...free, ...leased], held - wanted);
  }
  return current;
}

/**
 * Gives back what a lease holds.
 *
 * @returns the names of the limits; undefined if there is no such lease: it was given back already, or ran out
 */
export async function releaseLease(
  tx: Transaction,
  leaseId: string,
  now: Micros,
): Promise<readonly string[] | undefined> {
  const rows = await tx.all(readLease, { lease_id: leaseId });
  if (rows.length === 0) return undefined;
  // Decay goes first: what has drained by now is not given back a second time.
  const ids = rows.flatMap((row) => row.limit_id ?? []);
  const limits = ids.length > 0 ? await tx.rows(lockLimits(ids, tx.dialect)) : [];
  const settled = [];
  for (const limit of limits) settled.push((await settle(tx, limit, now)).limit);
  await tx.run(deleteLease, { lease_id: leaseId });
  for (const limit of settled) {
    const { slots, since } = rows.find((row) => row.limit_id === limit.id)!;
    await noteRelease(tx, [limit], slots, toSeconds(now - since), now);
  }
  return limits.map(({ name }) => name);
}
