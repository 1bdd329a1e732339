/** The events of work pools and queues. */
import type { Micros } from "@weir/contract";
import { seconds } from "@weir/contract";
import { uuid7 } from "../../platform/ids.ts";
import { updateWorkPool } from "../../storage/queries/work-pools.ts";
import type { Transaction } from "../../storage/store.ts";
import type { WorkPoolTable, WorkQueueTable } from "../../storage/tables.ts";
import type { Context } from "../context.ts";
import { recordEvent } from "../events.ts";
import { related } from "../run-events.ts";

/** An event of a pool's status names the one before it only if they are this close together. */
const FOLLOWS_WITHIN = seconds(600);

/** Fields that changed: `{field: {from, to}}`. */
export type Updates = Readonly<Record<string, { readonly from: unknown; readonly to: unknown }>>;

/** A status as events name it. */
const kebab = (status: string): string => status.toLowerCase().replaceAll("_", "-");

const poolResource = (pool: WorkPoolTable, more: Readonly<Record<string, string>> = {}) => ({
  "prefect.resource.id": `prefect.work-pool.${pool.id}`,
  "prefect.resource.name": pool.name,
  "prefect.work-pool.type": pool.type,
  ...more,
});

function relatedToPool(pool: WorkPoolTable): Readonly<Record<string, string>>[] {
  const { default_result_storage_block_id: block } = JSON.parse(pool.storage_configuration) as Record<string, string>;
  return [
    related("work-queue", pool.default_queue_id, "default-queue"),
    ...(block ? [related("block-document", block, "result-storage")] : []),
  ];
}

const payloadOf = (updates: Updates) => ({ updated_fields: Object.keys(updates), updates });

export const recordPoolEvent = (
  context: Context,
  tx: Transaction,
  kind: "created" | "deleted",
  pool: WorkPoolTable,
  occurred: Micros,
): Promise<void> =>
  recordEvent(context, tx, {
    id: uuid7(),
    occurred,
    event: `prefect.work-pool.${kind}`,
    resource: poolResource(pool, { "prefect.resource.role": "work-pool" }),
    related: relatedToPool(pool),
  });

export const recordPoolUpdate = (
  context: Context,
  tx: Transaction,
  pool: WorkPoolTable,
  updates: Updates,
  occurred: Micros,
): Promise<void> =>
  recordEvent(context, tx, {
    id: uuid7(),
    occurred,
    event: "prefect.work-pool.updated",
    resource: poolResource(pool, { "prefect.resource.role": "work-pool" }),
    payload: payloadOf(updates),
  });

/** Gives a pool a status, and tells of it. */
export async function changePoolStatus(
  context: Context,
  tx: Transaction,
  before: WorkPoolTable,
  status: string,
  now: Micros,
): Promise<void> {
  const id = uuid7();
  await tx.change(updateWorkPool(before.id, { status, status_event_id: id, status_since: now, updated: now }));
  await recordPoolStatus(context, tx, { ...before, status, status_event_id: id }, before, now);
}

/** Tells of the status that a pool has now. */
export async function recordPoolStatus(
  context: Context,
  tx: Transaction,
  pool: WorkPoolTable,
  before: WorkPoolTable | null,
  occurred: Micros,
): Promise<void> {
  if (pool.status === null) return;
  const isRecent = before?.status_since != null && occurred - before.status_since < FOLLOWS_WITHIN;
  await recordEvent(context, tx, {
    id: pool.status_event_id ?? uuid7(),
    occurred,
    event: `prefect.work-pool.${kebab(pool.status)}`,
    resource: poolResource(pool),
    follows: isRecent ? before.status_event_id : null,
  });
}

const queueEvent = (
  context: Context,
  tx: Transaction,
  kind: string,
  queue: WorkQueueTable,
  pool: WorkPoolTable,
  occurred: Micros,
  payload: Readonly<Record<string, unknown>> = {},
): Promise<void> =>
  recordEvent(context, tx, {
    id: uuid7(),
    occurred,
    event: `prefect.work-queue.${kind}`,
    resource: {
      "prefect.resource.id": `prefect.work-queue.${queue.id}`,
      "prefect.resource.name": queue.name,
      "prefect.resource.role": "work-queue",
    },
    related: [related("work-pool", pool.id, "work-pool", pool.name, { "prefect.work-pool.type": pool.type })],
    payload,
  });

export const recordQueueEvent = (
  context: Context,
  tx: Transaction,
  kind: "created" | "deleted",
  queue: WorkQueueTable,
  pool: WorkPoolTable,
  occurred: Micros,
): Promise<void> => queueEvent(context, tx, kind, queue, pool, occurred);

export const recordQueueUpdate = (
  context: Context,
  tx: Transaction,
  queue: WorkQueueTable,
  pool: WorkPoolTable,
  updates: Updates,
  occurred: Micros,
): Promise<void> => queueEvent(context, tx, "updated", queue, pool, occurred, payloadOf(updates));

/** Tells of the status that a queue has now. */
export const recordQueueStatus = (
  context: Context,
  tx: Transaction,
  queue: WorkQueueTable,
  pool: WorkPoolTable,
  occurred: Micros,
): Promise<void> => queueEvent(context, tx, kebab(queue.status), queue, pool, occurred);
