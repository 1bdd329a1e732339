import type { Micros, WorkQueueCreate, WorkQueueFilter, WorkQueueResponse, WorkQueueUpdate } from "@weir/contract";
import { parseTime } from "@weir/contract";
import { Refusal } from "../../platform/errors.ts";
import { isAskedFor } from "../../rules/worker-health.ts";
import { leaveQueue } from "../../storage/queries/deployments.ts";
import { readWorkPoolByName } from "../../storage/queries/work-pools.ts";
import {
  deleteWorkQueue,
  filterWorkQueues,
  readWorkQueuesOf,
  toWorkQueue,
  updateWorkQueue,
  type WorkQueueChanges,
  type WorkQueueRow,
} from "../../storage/queries/work-queues.ts";
import type { Reader, Transaction } from "../../storage/store.ts";
import type { WorkPoolTable } from "../../storage/tables.ts";
import type { Context } from "../context.ts";
import { recordQueueEvent, recordQueueStatus, recordQueueUpdate, type Updates } from "./events.ts";
import { AGENT_POOL, AGENT_TYPE, findPool, findQueue, lockPool } from "./find.ts";
import { ensureQueue, insertNewQueue, settlePriorities } from "./new-queue.ts";
import { insertNewPool } from "./pools.ts";
import { slotsOfQueues, type SlotStates } from "./slots.ts";

/** Queues as they are answered. The routes that know no pools count runs that are being cancelled, too. */
export async function asQueues(
  db: Reader,
  rows: readonly WorkQueueRow[],
  states: SlotStates = "pool",
): Promise<WorkQueueResponse[]> {
  const slots = await slotsOfQueues(
    db,
    rows.filter(({ concurrency_limit }) => concurrency_limit !== null).map(({ id }) => id),
    states,
  );
  return rows.map((row) => toWorkQueue(row, slots.get(row.id) ?? 0));
}

/** The pool of queues that were made without naming one; made where there is none. */
async function agentPool(context: Context, tx: Transaction): Promise<WorkPoolTable> {
  const present = await tx.first(readWorkPoolByName, { name: AGENT_POOL });
  return present
    ? lockPool(tx, AGENT_POOL)
    : insertNewPool(context, tx, { name: AGENT_POOL, type: AGENT_TYPE }, context.clock.now());
}

/** The queue that a deployment means which names a queue but no pool. */
export async function ensureAgentQueue(context: Context, tx: Transaction, name: string): Promise<WorkQueueRow> {
  await agentPool(context, tx);
  return ensureQueue(context, tx, AGENT_POOL, name);
}

export const createQueue = (context: Context, poolName: string, body: WorkQueueCreate): Promise<WorkQueueResponse> =>
  context.store.write(async (tx) => {
    const pool = await lockPool(tx, poolName);
    return toWorkQueue(await insertNewQueue(context, tx, pool, body, context.clock.now()), 0);
  });

/** Creates a queue in the pool of those that name none. */
export const createAgentQueue = (context: Context, body: WorkQueueCreate): Promise<WorkQueueResponse> =>
  context.store.write(async (tx) => {
    const isFirst = !(await tx.first(readWorkPoolByName, { name: AGENT_POOL }));
    const pool = await agentPool(context, tx);
    // The pool came with it.
    if (isFirst && body.name === "default") return toWorkQueue(await findQueue(tx, pool, "default"), 0);
    return toWorkQueue(await insertNewQueue(context, tx, pool, body, context.clock.now()), 0);
  });

export const readQueue = ({ store }: Context, poolName: string, name: string): Promise<WorkQueueResponse> =>
  store.read(async (db) => (await asQueues(db, [await findQueue(db, await findPool(db, poolName), name)]))[0]!);

interface QueuePage {
  readonly filter: WorkQueueFilter | null | undefined;
  readonly limit: number;
  readonly offset: number;
}

export const listQueuesOf = ({ store }: Context, poolName: string, page: QueuePage): Promise<WorkQueueResponse[]> =>
  store.read(async (db) => {
    const { id: poolId } = await findPool(db, poolName);
    return asQueues(db, await db.rows(filterWorkQueues(db.dialect, { ...page, poolId })));
  });

export const listQueues = ({ store }: Context, page: QueuePage): Promise<WorkQueueResponse[]> =>
  store.read(async (db) => asQueues(db, await db.rows(filterWorkQueues(db.dialect, page)), "queue"));

/** The columns that a request's fields set; a field that was not sent sets none. */
function columnsOf(body: WorkQueueUpdate): WorkQueueChanges {
  const { name, description, is_paused, concurrency_limit, priority, filter, last_polled } = body;
  return {
    ...(name == null ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(is_paused === undefined ? {} : { is_paused: is_paused ? (1 as const) : (0 as const) }),
    ...(concurrency_limit === undefined ? {} : { concurrency_limit }),
    ...(priority == null ? {} : { priority }),
    ...(filter === undefined ? {} : { filter: filter && JSON.stringify(filter) }),
    ...(last_polled === undefined ? {} : { last_polled: last_polled === null ? null : parseTime(last_polled) }),
  };
}

/** The status that pausing or resuming gives a queue; undefined where it is as it was. */
function statusAfter(before: WorkQueueRow, changes: WorkQueueChanges, now: Micros): string | undefined {
  if (changes.is_paused === 1 && before.status !== "PAUSED") return "PAUSED";
  if (changes.is_paused !== 0 || before.status !== "PAUSED") return undefined;
  const polled = changes.last_polled === undefined ? before.last_polled : changes.last_polled;
  return isAskedFor(polled, now) ? "READY" : "NOT_READY";
}

const TOLD = ["name", "description", "concurrency_limit", "priority"] as const;

/** Changes a queue in a transaction of the caller's that holds its pool's row. */
export async function changeQueue(
  context: Context,
  tx: Transaction,
  pool: WorkPoolTable,
  before: WorkQueueRow,
  body: WorkQueueUpdate,
): Promise<void> {
  const now = context.clock.now();
  const sent = columnsOf(body);
  const status = statusAfter(before, sent, now);
  const changes: WorkQueueChanges = { ...sent, updated: now, ...(status ? { status } : {}) };
  if (sent.name !== undefined && sent.name !== before.name) await refuseTaken(tx, pool, sent.name);
  await tx.change(updateWorkQueue(before.id, changes));
  const after: WorkQueueRow = { ...before, ...changes };
  const changed = TOLD.filter((field) => field in sent && before[field] !== after[field]);
  const updates: Updates = Object.fromEntries(
    changed.map((field) => [field, { from: before[field], to: after[field] }]),
  );
  if (changed.length > 0) await recordQueueUpdate(context, tx, after, pool, updates, now);
  if (sent.priority !== undefined) await settlePriorities(tx, pool.id, { id: before.id, priority: sent.priority });
  if (status) await recordQueueStatus(context, tx, after, pool, now);
  tx.afterCommit(() => context.work.poolChanged(pool.id));
}

async function refuseTaken(tx: Transaction, pool: WorkPoolTable, name: string): Promise<void> {
  const queues = await tx.all(readWorkQueuesOf, { work_pool_id: pool.id });
  if (queues.some((queue) => queue.name === name))
    throw new Refusal("conflict", `A work queue with this name already exists in work pool '${pool.name}'.`);
}

export const updateQueue = (context: Context, poolName: string, name: string, body: WorkQueueUpdate): Promise<void> =>
  context.store.write(async (tx) => {
    const pool = await lockPool(tx, poolName);
    await changeQueue(context, tx, pool, await findQueue(tx, pool, name), body);
  });

/** Deletes a queue in a transaction of the caller's that holds its pool's row. */
export async function removeQueue(
  context: Context,
  tx: Transaction,
  pool: WorkPoolTable,
  queue: WorkQueueRow,
): Promise<void> {
  if (queue.id === pool.default_queue_id) throw new Refusal("conflict", "Can't delete a pool's default queue.");
  await recordQueueEvent(context, tx, "deleted", queue, pool, context.clock.now());
  await tx.run(leaveQueue, { work_queue_id: queue.id });
  await tx.run(deleteWorkQueue, { id: queue.id });
  await settlePriorities(tx, pool.id, null);
  tx.afterCommit(() => context.work.poolChanged(pool.id));
}

export const deleteQueue = (context: Context, poolName: string, name: string): Promise<void> =>
  context.store.write(async (tx) => {
    const pool = await lockPool(tx, poolName);
    await removeQueue(context, tx, pool, await findQueue(tx, pool, name));
  });
