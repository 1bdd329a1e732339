/**
 * Who is not there any more: workers that are not heard of, pools without a worker, queues and deployments that nobody
 * asks for. Each change is made only where it is still true when it is written.
 */
import type { Micros } from "@weir/contract";
import { askedHorizon, isWorkerOnline } from "../../rules/worker-health.ts";
import { readUnaskedDeployments, setDeploymentUnready } from "../../storage/queries/deployments.ts";
import { lockWorkPoolByName, readDesertedPools, readWorkPool } from "../../storage/queries/work-pools.ts";
import { readUnaskedQueues, setQueueStatus } from "../../storage/queries/work-queues.ts";
import { readAllOnlineWorkers, setWorkersOffline } from "../../storage/queries/workers.ts";
import type { Context } from "../context.ts";
import { recordDeploymentEvent } from "../deployments/events.ts";
import { changePoolStatus, recordQueueStatus } from "./events.ts";

/** Looks once; answers how many things changed their status. */
export async function watchHealth(context: Context, now: Micros): Promise<number> {
  let changed = await takeWorkersOffline(context, now);
  changed += await leaveDesertedPools(context, now);
  changed += await leaveUnaskedQueues(context, now);
  return changed + (await leaveUnaskedDeployments(context, now));
}

const takeWorkersOffline = ({ store }: Context, now: Micros): Promise<number> =>
  store.write(async (tx) => {
    const silent = (await tx.all(readAllOnlineWorkers, {})).filter((worker) => !isWorkerOnline(worker, now));
    return silent.length === 0 ? 0 : tx.change(setWorkersOffline(silent.map(({ id }) => id)));
  });

async function leaveDesertedPools(context: Context, now: Micros): Promise<number> {
  const deserted = await context.store.read((db) => db.all(readDesertedPools, {}));
  let changed = 0;
  for (const { name } of deserted)
    await context.store.write(async (tx) => {
      // A heartbeat takes the same lock: read again what was true a moment ago.
      const pool = await tx.first(lockWorkPoolByName, { name });
      const still = await tx.all(readDesertedPools, {});
      if (!pool || !still.some(({ id }) => id === pool.id)) return;
      await changePoolStatus(context, tx, pool, "NOT_READY", now);
      changed++;
    });
  return changed;
}

const leaveUnaskedQueues = (context: Context, now: Micros): Promise<number> =>
  context.store.write(async (tx) => {
    const unasked = await tx.all(readUnaskedQueues, { before: askedHorizon(now) });
    for (const queue of unasked) {
      const pool = await tx.first(readWorkPool, { id: queue.work_pool_id });
      await tx.change(setQueueStatus([queue.id], "NOT_READY"));
      if (pool) await recordQueueStatus(context, tx, { ...queue, status: "NOT_READY" }, pool, now);
    }
    return unasked.length;
  });

const leaveUnaskedDeployments = (context: Context, now: Micros): Promise<number> =>
  context.store.write(async (tx) => {
    const before = askedHorizon(now);
    let changed = 0;
    for (const row of await tx.all(readUnaskedDeployments, { before })) {
      if ((await tx.run(setDeploymentUnready, { id: row.id, before })) === 0) continue;
      await recordDeploymentEvent(context, tx, "not-ready", row, now);
      changed++;
    }
    return changed;
  });
