/**
 * Limits on the tags of task runs, as clients before leases know them (spec CORE, 6.2). Underneath each is a limit named
 * `tag:{tag}`, whose slots are held by task runs.
 */
import type { ConcurrencyLimit, ConcurrencyLimitCreate, Micros, MinimalConcurrencyLimitResponse } from "@weir/contract";
import { formatTime } from "@weir/contract";
import { notFound, Refusal } from "../../platform/errors.ts";
import {
  listLimits,
  lockLimitsNamed,
  readLimit,
  readLimitByName,
  toMinimalLimit,
} from "../../storage/queries/concurrency-limits.ts";
import { deleteSlot, readHolders, readSlotsOfHolder, revokeLeases } from "../../storage/queries/concurrency-slots.ts";
import type { Reader } from "../../storage/store.ts";
import type { ConcurrencyLimitTable } from "../../storage/tables.ts";
import type { Context } from "../context.ts";
import { changeLimit, insertNewLimit, removeLimit } from "./limits.ts";
import { holdSlots, newLease, releaseLease, takeSlots } from "./slots.ts";

const PREFIX = "tag:";
/** Such clients cannot renew a lease: theirs lasts a hundred years, in seconds. */
const FOREVER = 100 * 365 * 86_400;
/** Seconds after which a task run that found no slot asks again. */
const WAIT = "10";

/** Which limit: by id, or by its tag. */
export type TagKey = { readonly id: string } | { readonly tag: string };

async function find(db: Reader, key: TagKey): Promise<ConcurrencyLimitTable> {
  const row =
    "id" in key ? await db.first(readLimit, key) : await db.first(readLimitByName, { name: PREFIX + key.tag });
  if (!row?.name.startsWith(PREFIX)) throw notFound("Concurrency limit");
  return row;
}

async function asTagLimits(
  db: Reader,
  rows: readonly ConcurrencyLimitTable[],
  now: Micros,
): Promise<ConcurrencyLimit[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const holders = await db.rows(readHolders(ids, "task_run", now));
  return rows.map((row) => ({
    id: row.id,
    created: formatTime(row.created),
    updated: formatTime(row.updated),
    tag: row.name.slice(PREFIX.length),
    concurrency_limit: row.limit,
    active_slots: holders.flatMap(({ limit_id, holder_id }) => (limit_id === row.id ? holder_id! : [])),
  }));
}

/** Sets the limit of a tag. */
export const createTagLimit = (
  context: Context,
  body: ConcurrencyLimitCreate,
): Promise<{ limit: ConcurrencyLimit; created: boolean }> =>
  context.store.write(async (tx) => {
    const name = PREFIX + body.tag;
    const limit = body.concurrency_limit;
    const existing = await tx.first(readLimitByName, { name });
    const row = existing
      ? await changeLimit(context, tx, existing.id, { limit })
      : await insertNewLimit(context, tx, { name, limit });
    return { limit: (await asTagLimits(tx, [row], context.clock.now()))[0]!, created: !existing };
  });

export const readTagLimit = ({ store, clock }: Context, key: TagKey): Promise<ConcurrencyLimit> =>
  store.read(async (db) => (await asTagLimits(db, [await find(db, key)], clock.now()))[0]!);

export const listTagLimits = (
  { store, clock }: Context,
  page: { readonly limit: number; readonly offset: number },
): Promise<ConcurrencyLimit[]> =>
  store.read(async (db) => asTagLimits(db, await db.rows(listLimits({ ...page, tags: true })), clock.now()));

/** Frees all slots of a tag, then gives one to each of the task runs named. */
export const resetTagLimit = (
  { store, clock, slots: line }: Context,
  tag: string,
  holders: readonly string[] | null | undefined,
): Promise<void> =>
  store.write(async (tx) => {
    const { id } = await find(tx, { tag });
    await tx.run(revokeLeases, { limit_id: id });
    tx.afterCommit(() => line.look());
    const now = clock.now();
    for (const holder of holders ?? [])
      await holdSlots(tx, id, 1, now, { lease: newLease(now, FOREVER), holder: { type: "task_run", id: holder } });
  });

export const deleteTagLimit = (context: Context, key: TagKey): Promise<void> =>
  context.store.write(async (tx) => {
    const row = await find(tx, key);
    await tx.run(revokeLeases, { limit_id: row.id });
    await removeLimit(context, tx, row);
  });

/** Takes a slot of each of a task run's tags that has a limit, or refuses. */
export const incrementTags = (
  { store, clock }: Context,
  tags: readonly string[],
  taskRunId: string,
): Promise<MinimalConcurrencyLimitResponse[]> =>
  store.write(async (tx) => {
    const rows = await tx.rows(
      lockLimitsNamed(
        tags.map((tag) => PREFIX + tag),
        tx.dialect,
      ),
    );
    const tagOf = ({ name }: ConcurrencyLimitTable): string => name.slice(PREFIX.length);
    const zero = rows.find(({ limit }) => limit === 0);
    if (zero)
      throw new Refusal(
        "locked",
        `The concurrency limit on tag "${tagOf(zero)}" is 0 and will deadlock if the task tries to run again.`,
      );
    const active = rows.filter((row) => row.active);
    if (active.length === 0) return [];
    const now = clock.now();
    const lease = newLease(now, FOREVER);
    if (!(await takeSlots(tx, active, 1, now, { lease, holder: { type: "task_run", id: taskRunId } })))
      throw new Refusal("locked", `Concurrency limit for the ${tagOf(active[0]!)} tag has been reached`, {
        "retry-after": WAIT,
      });
    return active.map((row) => ({ ...toMinimalLimit(row), name: tagOf(row) }));
  });

/** Gives back the slots that a task run holds of its tags. */
export const decrementTags = (
  { store, clock, slots: line }: Context,
  tags: readonly string[],
  taskRunId: string,
): Promise<MinimalConcurrencyLimitResponse[]> =>
  store.write(async (tx) => {
    const rows = await tx.rows(
      lockLimitsNamed(
        tags.map((tag) => PREFIX + tag),
        tx.dialect,
      ),
    );
    const ids = new Set(rows.map(({ id }) => id));
    const held = await tx.all(readSlotsOfHolder, { holder_type: "task_run", holder_id: taskRunId });
    for (const slot of held.filter(({ limit_id }) => limit_id !== null && ids.has(limit_id)))
      if (slot.lease_id) await releaseLease(tx, slot.lease_id, clock.now());
      else await tx.run(deleteSlot, { id: slot.id });
    tx.afterCommit(() => line.look());
    return rows.map(toMinimalLimit);
  });
