/** Work queues by their ids, as clients see them that know no pools. */
import { formatTime, type WorkQueueResponse, type WorkQueueStatusDetail, type WorkQueueUpdate } from "@weir/contract";
import { Refusal, stillThere } from "../../platform/errors.ts";
import { isAskedFor } from "../../rules/worker-health.ts";
import { countLateRuns } from "../../storage/queries/due-work.ts";
import { lockWorkPoolByName, readWorkPoolByName } from "../../storage/queries/work-pools.ts";
import {
  readAnyWorkQueueNamed,
  readWorkQueue,
  readWorkQueueNamed,
  type WorkQueueRow,
} from "../../storage/queries/work-queues.ts";
import type { Transaction } from "../../storage/store.ts";
import type { WorkPoolTable } from "../../storage/tables.ts";
import type { Context } from "../context.ts";
import { AGENT_POOL } from "./find.ts";
import { asQueues, changeQueue, removeQueue } from "./queues.ts";

const noQueue = (): Refusal => new Refusal("not_found", "work queue not found");

export const readQueueById = ({ store }: Context, id: string): Promise<WorkQueueResponse> =>
  store.read(async (db) => {
    const queue = await db.first(readWorkQueue, { id });
    if (!queue) throw noQueue();
    return (await asQueues(db, [queue], "queue"))[0]!;
  });

export const readQueueByName = ({ store }: Context, name: string): Promise<WorkQueueResponse> =>
  store.read(async (db) => {
    const pool = await db.first(readWorkPoolByName, { name: AGENT_POOL });
    const queue = pool
      ? await db.first(readWorkQueueNamed, { work_pool_id: pool.id, name })
      : await db.first(readAnyWorkQueueNamed, { name });
    if (!queue) throw noQueue();
    return (await asQueues(db, [queue], "queue"))[0]!;
  });

/** A queue with its pool, which is held until the transaction ends. */
async function lockQueue(
  tx: Transaction,
  id: string,
  missing: Refusal,
): Promise<{ pool: WorkPoolTable; queue: WorkQueueRow }> {
  const found = await tx.first(readWorkQueue, { id });
  if (!found) throw missing;
  const pool = stillThere(await tx.first(lockWorkPoolByName, { name: found.pool_name }));
  return { pool, queue: stillThere(await tx.first(readWorkQueue, { id })) };
}

export const updateQueueById = (context: Context, id: string, body: WorkQueueUpdate): Promise<void> =>
  context.store.write(async (tx) => {
    const { pool, queue } = await lockQueue(tx, id, new Refusal("not_found", `Work Queue ${id} not found`));
    await changeQueue(context, tx, pool, queue, body);
  });

export const deleteQueueById = (context: Context, id: string): Promise<void> =>
  context.store.write(async (tx) => {
    const { pool, queue } = await lockQueue(tx, id, noQueue());
    await removeQueue(context, tx, pool, queue);
  });

/** Late runs that a healthy queue may have, and how long ago it may have been asked for work. */
const POLICY = { maximum_late_runs: 0, maximum_seconds_since_last_polled: 60 } as const;

/** Whether a queue's runs are started in time. */
export const readQueueStatus = ({ store, clock }: Context, id: string): Promise<WorkQueueStatusDetail> =>
  store.read(async (db) => {
    const queue = await db.first(readWorkQueue, { id });
    if (!queue) throw new Refusal("object_not_found", `Work queue with id ${id} not found`);
    const late = (await db.first(countLateRuns, { queue_id: id }))!.count;
    return {
      healthy: late <= POLICY.maximum_late_runs && isAskedFor(queue.last_polled, clock.now()),
      late_runs_count: late,
      last_polled: queue.last_polled === null ? null : formatTime(queue.last_polled),
      health_check_policy: POLICY,
    };
  });
