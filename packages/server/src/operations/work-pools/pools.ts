import type { Micros, WorkPoolCreate, WorkPoolFilter, WorkPoolResponse, WorkPoolUpdate } from "@weir/contract";
import { Refusal } from "../../platform/errors.ts";
import { uuid7 } from "../../platform/ids.ts";
import { leaveQueue } from "../../storage/queries/deployments.ts";
import {
  countWorkPools,
  deleteWorkPool,
  filterWorkPools,
  insertWorkPool,
  toWorkPool,
  updateWorkPool,
  type WorkPoolChanges,
} from "../../storage/queries/work-pools.ts";
import { readWorkQueuesOf } from "../../storage/queries/work-queues.ts";
import type { Reader, Transaction } from "../../storage/store.ts";
import type { WorkPoolTable } from "../../storage/tables.ts";
import type { Context } from "../context.ts";
import {
  changePoolStatus,
  recordPoolEvent,
  recordPoolStatus,
  recordPoolUpdate,
  recordQueueEvent,
  type Updates,
} from "./events.ts";
import { AGENT_TYPE, findPool, lockPool } from "./find.ts";
import { checkTemplateDefaults } from "./job-template.ts";
import { insertNewQueue } from "./new-queue.ts";
import { slotsOfPools } from "./slots.ts";
import { onlineWorkers } from "./workers.ts";

const isReserved = (name: string): boolean => name.toLowerCase().startsWith("prefect");

async function asPools(db: Reader, rows: readonly WorkPoolTable[]): Promise<WorkPoolResponse[]> {
  const slots = await slotsOfPools(db, rows);
  return rows.map((row) => toWorkPool(row, slots.get(row.id) ?? 0));
}

/** Creates a pool with its default queue, in a transaction of the caller's. */
export async function insertNewPool(
  context: Context,
  tx: Transaction,
  body: WorkPoolCreate,
  now: Micros,
): Promise<WorkPoolTable> {
  const template = body.base_job_template ?? {};
  await checkTemplateDefaults(context, tx, template);
  const type = body.type ?? AGENT_TYPE;
  const pool: WorkPoolTable = {
    id: uuid7(),
    created: now,
    updated: now,
    name: body.name,
    description: body.description ?? null,
    type,
    base_job_template: JSON.stringify(template),
    is_paused: body.is_paused ? 1 : 0,
    concurrency_limit: body.concurrency_limit ?? null,
    storage_configuration: JSON.stringify(storageOf(body.storage_configuration)),
    default_queue_id: uuid7(),
    status: type === AGENT_TYPE ? null : body.is_paused ? "PAUSED" : "NOT_READY",
    status_event_id: null,
    status_since: null,
  };
  if ((await tx.run(insertWorkPool, pool)) === 0)
    throw new Refusal("conflict", "A work pool with this name already exists.");
  await insertNewQueue(
    context,
    tx,
    pool,
    { id: pool.default_queue_id, name: "default", description: "The work pool's default queue." },
    now,
  );
  await recordPoolEvent(context, tx, "created", pool, now);
  await recordPoolStatus(context, tx, pool, null, now);
  return pool;
}

/** Where a pool keeps results and bundles, with every field present. */
const storageOf = (given: WorkPoolCreate["storage_configuration"]) => ({
  bundle_upload_step: given?.bundle_upload_step ?? null,
  bundle_execution_step: given?.bundle_execution_step ?? null,
  default_result_storage_block_id: given?.default_result_storage_block_id ?? null,
});

export async function createPool(context: Context, body: WorkPoolCreate): Promise<WorkPoolResponse> {
  if (isReserved(body.name))
    throw new Refusal("forbidden", "Work pools starting with 'Prefect' are reserved for internal use.");
  const row = await context.store.write((tx) => insertNewPool(context, tx, body, context.clock.now()));
  return toWorkPool(row, 0);
}

export const readPool = ({ store }: Context, name: string): Promise<WorkPoolResponse> =>
  store.read(async (db) => (await asPools(db, [await findPool(db, name)]))[0]!);

export const listPools = (
  { store }: Context,
  page: { readonly filter: WorkPoolFilter | null | undefined; readonly limit: number; readonly offset: number },
): Promise<WorkPoolResponse[]> =>
  store.read(async (db) => asPools(db, await db.rows(filterWorkPools(db.dialect, page))));

export const countPools = ({ store }: Context, filter: WorkPoolFilter | null | undefined): Promise<number> =>
  store.read(async (db) => (await db.rows(countWorkPools(db.dialect, filter)))[0]!.count);

/** The columns that a request's fields set; a field that was not sent sets none. */
function columnsOf(body: WorkPoolUpdate): WorkPoolChanges {
  const { description, is_paused, base_job_template, concurrency_limit, storage_configuration } = body;
  return {
    ...(description === undefined ? {} : { description }),
    ...(is_paused == null ? {} : { is_paused: is_paused ? (1 as const) : (0 as const) }),
    ...(base_job_template == null ? {} : { base_job_template: JSON.stringify(base_job_template) }),
    ...(concurrency_limit === undefined ? {} : { concurrency_limit }),
    ...(storage_configuration == null
      ? {}
      : { storage_configuration: JSON.stringify(storageOf(storage_configuration)) }),
  };
}

/** What an event of change tells about; a pause shows in the status. */
function toldUpdates(before: WorkPoolTable, after: WorkPoolTable): Updates {
  const updates: Record<string, { from: unknown; to: unknown }> = {};
  const tell = (field: keyof WorkPoolTable, decode: (value: never) => unknown = (value) => value): void => {
    if (before[field] !== after[field])
      updates[field] = { from: decode(before[field] as never), to: decode(after[field] as never) };
  };
  const json = (text: string): unknown => JSON.parse(text) as unknown;
  tell("description");
  tell("base_job_template", json);
  tell("concurrency_limit");
  tell("storage_configuration", json);
  return updates;
}

export async function updatePool(context: Context, name: string, body: WorkPoolUpdate): Promise<void> {
  if (isReserved(name) && Object.keys(body).some((field) => field !== "is_paused" && field !== "concurrency_limit"))
    throw new Refusal(
      "forbidden",
      "Work pools starting with 'Prefect' are reserved for internal use and can only be updated to set concurrency limits or pause.",
    );
  await context.store.write(async (tx) => {
    const now = context.clock.now();
    const before = await lockPool(tx, name);
    await changePool(context, tx, before, columnsOf(body), now);
    if (body.is_paused == null || before.type === AGENT_TYPE) return;
    const online = body.is_paused ? 0 : (await onlineWorkers(tx, before.id, now)).length;
    await changePoolStatus(context, tx, before, body.is_paused ? "PAUSED" : online > 0 ? "READY" : "NOT_READY", now);
  });
}

/** Changes a pool, and tells of what changed; in a transaction of the caller's. */
export async function changePool(
  context: Context,
  tx: Transaction,
  before: WorkPoolTable,
  changes: WorkPoolChanges,
  now: Micros,
): Promise<void> {
  const after: WorkPoolTable = { ...before, ...changes };
  await tx.change(updateWorkPool(before.id, { ...changes, updated: now }));
  const updates = toldUpdates(before, after);
  if (Object.keys(updates).length > 0) await recordPoolUpdate(context, tx, after, updates, now);
  tx.afterCommit(() => context.work.poolChanged(before.id));
}

/** Deletes a pool with its queues and workers. Its deployments and runs stay, in no queue any more. */
export async function deletePool(context: Context, name: string): Promise<void> {
  if (isReserved(name))
    throw new Refusal(
      "forbidden",
      "Work pools starting with 'Prefect' are reserved for internal use and can not be deleted.",
    );
  await context.store.write(async (tx) => {
    const now = context.clock.now();
    const pool = await lockPool(tx, name);
    for (const queue of await tx.all(readWorkQueuesOf, { work_pool_id: pool.id })) {
      await recordQueueEvent(context, tx, "deleted", queue, pool, now);
      await tx.run(leaveQueue, { work_queue_id: queue.id });
    }
    await recordPoolEvent(context, tx, "deleted", pool, now);
    await tx.run(deleteWorkPool, { id: pool.id });
    tx.afterCommit(() => context.work.poolChanged(pool.id));
  });
}
