import type { Micros, WorkerFilter, WorkerResponse } from "@weir/contract";
import { Refusal } from "../../platform/errors.ts";
import { uuid7 } from "../../platform/ids.ts";
import { isWorkerOnline } from "../../rules/worker-health.ts";
import {
  deleteWorker,
  filterWorkers,
  readOnlineWorkers,
  toWorker,
  upsertWorker,
} from "../../storage/queries/workers.ts";
import type { Reader, Transaction } from "../../storage/store.ts";
import type { WorkerTable, WorkPoolTable } from "../../storage/tables.ts";
import type { Context } from "../context.ts";
import { changePoolStatus } from "./events.ts";
import { findPool, lockPool } from "./find.ts";

/** The workers of a pool that are there, the one heard of last first. */
export const onlineWorkers = async (db: Reader, poolId: string, now: Micros): Promise<WorkerTable[]> =>
  (await db.all(readOnlineWorkers, { work_pool_id: poolId })).filter((worker) => isWorkerOnline(worker, now));

/** Notes that a worker is there, in a transaction of the caller's; a pool that had none becomes ready. */
export async function noteHeartbeat(
  context: Context,
  tx: Transaction,
  pool: WorkPoolTable,
  { name, interval }: { readonly name: string; readonly interval: number | null | undefined },
): Promise<void> {
  const now = context.clock.now();
  await tx.run(upsertWorker, {
    id: uuid7(),
    created: now,
    updated: now,
    work_pool_id: pool.id,
    name,
    last_heartbeat_time: now,
    heartbeat_interval_seconds: interval ?? null,
    status: "ONLINE",
  });
  if (pool.status === "NOT_READY") await changePoolStatus(context, tx, pool, "READY", now);
}

export const heartbeat = (
  context: Context,
  poolName: string,
  worker: { readonly name: string; readonly interval: number | null | undefined },
): Promise<void> => context.store.write(async (tx) => noteHeartbeat(context, tx, await lockPool(tx, poolName), worker));

export const listWorkers = (
  { store, clock }: Context,
  poolName: string,
  page: { readonly filter: WorkerFilter | null | undefined; readonly limit: number; readonly offset: number },
): Promise<WorkerResponse[]> =>
  store.read(async (db) => {
    const { id: poolId } = await findPool(db, poolName);
    const now = clock.now();
    const rows = await db.rows(filterWorkers(db.dialect, { ...page, poolId }));
    // By the time that has passed, however long ago the last look at it was.
    return rows.map((row) => toWorker(row, isWorkerOnline(row, now)));
  });

export const forgetWorker = ({ store }: Context, poolName: string, name: string): Promise<void> =>
  store.write(async (tx) => {
    const pool = await findPool(tx, poolName);
    if ((await tx.run(deleteWorker, { work_pool_id: pool.id, name })) === 0)
      throw new Refusal("not_found", "Worker not found.");
  });
