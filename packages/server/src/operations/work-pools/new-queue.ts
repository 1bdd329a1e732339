/** Adding queues to pools, and keeping their priorities apart. */
import type { Micros, WorkQueueCreate } from "@weir/contract";
import { Refusal } from "../../platform/errors.ts";
import { uuid7 } from "../../platform/ids.ts";
import { freePriority, reordered } from "../../rules/queue-priorities.ts";
import {
  insertWorkQueue,
  readWorkQueuesOf,
  updateWorkQueue,
  type WorkQueueRow,
} from "../../storage/queries/work-queues.ts";
import type { Transaction } from "../../storage/store.ts";
import type { WorkPoolTable } from "../../storage/tables.ts";
import type { Context } from "../context.ts";
import { recordQueueEvent } from "./events.ts";
import { lockPool } from "./find.ts";

/** Gives a queue a priority, and moves those out of its way that stand in it. */
export async function settlePriorities(
  tx: Transaction,
  poolId: string,
  moved: { readonly id: string; readonly priority: number } | null,
): Promise<void> {
  const queues = await tx.all(readWorkQueuesOf, { work_pool_id: poolId });
  for (const { id, priority } of reordered(queues, moved)) await tx.change(updateWorkQueue(id, { priority }));
}

/** Adds a queue to a pool, in a transaction of the caller's that holds the pool's row. */
export async function insertNewQueue(
  context: Context,
  tx: Transaction,
  pool: WorkPoolTable,
  body: WorkQueueCreate & { readonly id?: string },
  now: Micros,
): Promise<WorkQueueRow> {
  const others = await tx.all(readWorkQueuesOf, { work_pool_id: pool.id });
  const row: WorkQueueRow = {
    id: body.id ?? uuid7(),
    created: now,
    updated: now,
    work_pool_id: pool.id,
    pool_name: pool.name,
    name: body.name,
    description: body.description ?? "",
    is_paused: body.is_paused ? 1 : 0,
    concurrency_limit: body.concurrency_limit ?? null,
    priority: body.priority ?? freePriority(others.map(({ priority }) => priority)),
    filter: body.filter ? JSON.stringify(body.filter) : null,
    last_polled: null,
    status: "NOT_READY",
  };
  if ((await tx.run(insertWorkQueue, row)) === 0)
    throw new Refusal("conflict", `A work queue with this name already exists in work pool '${pool.name}'.`);
  if (body.priority != null) await settlePriorities(tx, pool.id, { id: row.id, priority: body.priority });
  await recordQueueEvent(context, tx, "created", row, pool, now);
  return row;
}

/** The queue of a pool by its name; made where there is none. */
export async function ensureQueue(
  context: Context,
  tx: Transaction,
  poolName: string,
  name: string,
): Promise<WorkQueueRow> {
  const pool = await lockPool(tx, poolName);
  const queues = await tx.all(readWorkQueuesOf, { work_pool_id: pool.id });
  return (
    queues.find((queue) => queue.name === name) ?? insertNewQueue(context, tx, pool, { name }, context.clock.now())
  );
}
