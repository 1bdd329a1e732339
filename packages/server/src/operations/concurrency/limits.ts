import type {
  ConcurrencyLimitV2,
  ConcurrencyLimitV2Create,
  ConcurrencyLimitV2Update,
  GlobalConcurrencyLimitResponse,
  Micros,
} from "@weir/contract";
import { notFound } from "../../platform/errors.ts";
import { isUuid, uuid7 } from "../../platform/ids.ts";
import {
  deleteLimit,
  insertLimit,
  listLimits,
  lockLimit,
  readLimit,
  readLimitByName,
  toGlobalLimit,
  toLimit,
  updateLimit,
} from "../../storage/queries/concurrency-limits.ts";
import { deleteUnleasedSlots } from "../../storage/queries/concurrency-slots.ts";
import type { Reader, Transaction } from "../../storage/store.ts";
import type { ConcurrencyLimitTable } from "../../storage/tables.ts";
import type { Context } from "../context.ts";
import { recordEvent } from "../events.ts";
import { activeSlots, holdSlots, setActiveSlots } from "./slots.ts";

const recordLimitEvent = (
  context: Context,
  tx: Transaction,
  kind: "created" | "updated" | "deleted",
  row: ConcurrencyLimitTable,
  occurred: Micros,
): Promise<void> =>
  recordEvent(context, tx, {
    id: uuid7(),
    occurred,
    event: `prefect.concurrency-limit.${kind}`,
    resource: { "prefect.resource.id": `prefect.concurrency-limit.${row.id}`, "prefect.resource.name": row.name },
    payload: {
      name: row.name,
      limit: row.limit,
      active: row.active === 1,
      slot_decay_per_second: row.slot_decay_per_second,
    },
  });

/** A limit by its id, or by its name where the text is no id. */
async function find(db: Reader, idOrName: string): Promise<ConcurrencyLimitTable> {
  const row = isUuid(idOrName)
    ? await db.first(readLimit, { id: idOrName })
    : await db.first(readLimitByName, { name: idOrName });
  if (!row) throw notFound("Concurrency Limit");
  return row;
}

/** A limit as those who set it see it, with the slots that are taken now. */
const asGlobal = async (db: Reader, row: ConcurrencyLimitTable, now: Micros): Promise<GlobalConcurrencyLimitResponse> =>
  toGlobalLimit(row, (await activeSlots(db, [row], now)).get(row.id)!);

/** The wire form of limits by id, of those that exist. */
export async function readGlobalLimits(
  db: Reader,
  rows: readonly ConcurrencyLimitTable[],
  now: Micros,
): Promise<ReadonlyMap<string, GlobalConcurrencyLimitResponse>> {
  const taken = await activeSlots(db, rows, now);
  return new Map(rows.map((row) => [row.id, toGlobalLimit(row, taken.get(row.id)!)]));
}

/** Makes a limit in a transaction of the caller's. */
export async function insertNewLimit(
  context: Context,
  tx: Transaction,
  body: ConcurrencyLimitV2Create,
): Promise<ConcurrencyLimitTable> {
  const now = context.clock.now();
  const row: ConcurrencyLimitTable = {
    id: uuid7(),
    created: now,
    updated: now,
    name: body.name,
    active: body.active === false ? 0 : 1,
    limit: body.limit,
    denied_slots: body.denied_slots ?? 0,
    slot_decay_per_second: body.slot_decay_per_second ?? 0,
    avg_slot_occupancy_seconds: 2,
    decayed: now,
  };
  await tx.run(insertLimit, row);
  if (body.active_slots) await holdSlots(tx, row.id, body.active_slots, now);
  await recordLimitEvent(context, tx, "created", row, now);
  return row;
}

export const createLimit = (context: Context, body: ConcurrencyLimitV2Create): Promise<ConcurrencyLimitV2> =>
  context.store.write(async (tx) => toLimit(await insertNewLimit(context, tx, body), body.active_slots ?? 0));

export const readLimitBy = ({ store, clock }: Context, idOrName: string): Promise<GlobalConcurrencyLimitResponse> =>
  store.read(async (db) => asGlobal(db, await find(db, idOrName), clock.now()));

export const listGlobalLimits = (
  { store, clock }: Context,
  page: { readonly limit: number; readonly offset: number },
): Promise<GlobalConcurrencyLimitResponse[]> =>
  store.read(async (db) => [...(await readGlobalLimits(db, await db.rows(listLimits(page)), clock.now())).values()]);

/** Changes what is given of a limit, in a transaction of the caller's. */
export async function changeLimit(
  context: Context,
  tx: Transaction,
  id: string,
  body: ConcurrencyLimitV2Update,
): Promise<ConcurrencyLimitTable> {
  const now = context.clock.now();
  const locked = await tx.first(lockLimit, { id });
  if (!locked) throw notFound("Concurrency Limit");
  let row = locked;
  // At the old rate up to now, at the new one from now on.
  const slots = body.active_slots ?? (await activeSlots(tx, [row], now)).get(id)!;
  if (body.active_slots != null || (body.slot_decay_per_second != null && slots > 0))
    row = await setActiveSlots(tx, row, slots, now);
  const changed: ConcurrencyLimitTable = {
    ...row,
    updated: now,
    name: body.name ?? row.name,
    active: body.active == null ? row.active : body.active ? 1 : 0,
    limit: body.limit ?? row.limit,
    denied_slots: body.denied_slots ?? row.denied_slots,
    slot_decay_per_second: body.slot_decay_per_second ?? row.slot_decay_per_second,
  };
  await tx.run(updateLimit, changed);
  tx.afterCommit(() => context.slots.look());
  await recordLimitEvent(context, tx, "updated", changed, now);
  return changed;
}

export const updateLimitBy = (context: Context, idOrName: string, body: ConcurrencyLimitV2Update): Promise<void> =>
  context.store.write(async (tx) => {
    await changeLimit(context, tx, (await find(tx, idOrName)).id, body);
  });

/** Removes a limit in a transaction of the caller's. Leases that hold it live on, holding nothing of it. */
export async function removeLimit(context: Context, tx: Transaction, row: ConcurrencyLimitTable): Promise<void> {
  await tx.run(deleteUnleasedSlots, { limit_id: row.id });
  await tx.run(deleteLimit, { id: row.id });
  tx.afterCommit(() => context.slots.look());
  await recordLimitEvent(context, tx, "deleted", row, context.clock.now());
}

export const deleteLimitBy = (context: Context, idOrName: string): Promise<void> =>
  context.store.write(async (tx) => removeLimit(context, tx, await find(tx, idOrName)));
