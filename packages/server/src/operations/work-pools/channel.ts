/** What a worker's channel to its pool asks of the server (spec CORE, 5.5). Work itself is asked for over REST. */
import type { WorkerHello, WorkPoolResponse } from "@weir/contract";
import { stillThere } from "../../platform/errors.ts";
import { lockWorkPoolByName, readWorkPool, readWorkPoolByName, toWorkPool } from "../../storage/queries/work-pools.ts";
import { readWorkQueueNamed, readWorkQueuesOf, type WorkQueueRow } from "../../storage/queries/work-queues.ts";
import type { Reader, Transaction } from "../../storage/store.ts";
import type { WorkPoolTable } from "../../storage/tables.ts";
import type { Context } from "../context.ts";
import { lockPool } from "./find.ts";
import { checkTemplateDefaults, templateProblem } from "./job-template.ts";
import { changePool, insertNewPool } from "./pools.ts";
import { slotsOfPools } from "./slots.ts";
import { noteHeartbeat } from "./workers.ts";

/** A worker is not let in; the reason is one of the protocol's. */
export class ChannelRefused extends Error {
  override readonly name = "ChannelRefused";
  readonly reason: "authorization_failed" | "protocol_error";
  constructor(reason: ChannelRefused["reason"], message: string) {
    super(message);
    this.reason = reason;
  }
}

type Hello = WorkerHello["payload"];

async function snapshotOf(db: Reader, poolId: string): Promise<WorkPoolResponse | undefined> {
  const row = await db.first(readWorkPool, { id: poolId });
  return row && toWorkPool(row, (await slotsOfPools(db, [row])).get(row.id) ?? 0);
}

/** A pool as it is now; undefined if it is gone. */
export const poolSnapshot = ({ store }: Context, poolId: string): Promise<WorkPoolResponse | undefined> =>
  store.read((db) => snapshotOf(db, poolId));

/** The worker's pool; made, or given the worker's template where it has none, if the worker says so. */
async function poolOf(context: Context, tx: Transaction, name: string, hello: Hello): Promise<WorkPoolTable> {
  const now = context.clock.now();
  const template = hello.default_base_job_template ?? {};
  const problem = templateProblem(template);
  if (problem) throw new ChannelRefused("protocol_error", problem);
  if (!(await tx.first(readWorkPoolByName, { name }))) {
    if (!hello.create_pool_if_not_found) throw new ChannelRefused("authorization_failed", "work_pool_not_found");
    if (name.toLowerCase().startsWith("prefect"))
      throw new ChannelRefused("authorization_failed", "work_pool_creation_unauthorized");
    return insertNewPool(context, tx, { name, type: hello.worker_type, base_job_template: template }, now);
  }
  const pool = await lockPool(tx, name);
  if (pool.base_job_template !== "{}" || Object.keys(template).length === 0) return pool;
  await checkTemplateDefaults(context, tx, template);
  await changePool(context, tx, pool, { base_job_template: JSON.stringify(template) }, now);
  return lockPool(tx, name);
}

async function queuesOf(tx: Transaction, pool: WorkPoolTable, names: readonly string[]): Promise<WorkQueueRow[]> {
  if (names.length === 0) return tx.all(readWorkQueuesOf, { work_pool_id: pool.id });
  const queues = [];
  for (const name of new Set(names)) {
    const queue = await tx.first(readWorkQueueNamed, { work_pool_id: pool.id, name });
    if (!queue) throw new ChannelRefused("authorization_failed", "work_queue_not_found");
    queues.push(queue);
  }
  return queues;
}

/** Lets a worker in: its pool, its queues, its first sign of life. */
export const joinChannel = (
  context: Context,
  poolName: string,
  hello: Hello,
): Promise<{
  readonly pool: WorkPoolResponse;
  readonly queues: readonly { readonly id: string; readonly name: string }[];
}> =>
  context.store.write(async (tx) => {
    const pool = await poolOf(context, tx, poolName, hello);
    const queues = await queuesOf(tx, pool, hello.work_queue_names ?? []);
    await noteHeartbeat(context, tx, pool, { name: hello.worker_name, interval: hello.heartbeat_interval_seconds });
    return { pool: stillThere(await snapshotOf(tx, pool.id)), queues: queues.map(({ id, name }) => ({ id, name })) };
  });

/** A later sign of life; false if the pool is gone. */
export const keepChannel = (
  context: Context,
  poolName: string,
  worker: { readonly name: string; readonly interval: number },
): Promise<boolean> =>
  context.store.write(async (tx) => {
    const pool = await tx.first(lockWorkPoolByName, { name: poolName });
    if (!pool) return false;
    await noteHeartbeat(context, tx, pool, worker);
    return true;
  });
