/**
 * Who is not there any more: workers that are not heard of, pools without a worker, queues and deployments that nobody
 * asks for. Each change is made only where it is still true when it is written.
 */
import type { Micros } from "@weir/contract";
import { askedHorizon, isWorkerOnline } from "../../rules/worker-health.ts";
import { readUnaskedDeployments, setDeploymentUnready } from "../../storage/queries/deployments.ts";
import { lockWorkPoolByName, readDesertedPools } from "../../storage/queries/work-pools.ts";
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

async function leaveUnaskedQueues(context: Context, now: Micros): Promise<number> {
  const before = askedHorizon(now);
  const unasked = await context.store.read((db) => db.all(readUnaskedQueues, { before }));
  let changed = 0;
  for (const { id, pool_name } of unasked)
    await context.store.write(async (tx) => {
      const pool = await tx.first(lockWorkPoolByName, { name: pool_name });
      const still = await tx.all(readUnaskedQueues, { before });
      const queue = still.find((one) => one.id === id);
      if (!pool || !queue) return;
      await tx.change(setQueueStatus([id], "NOT_READY"));
      await recordQueueStatus(context, tx, { ...queue, status: "NOT_READY" }, pool, now);
      changed++;
    });
  return changed;
}

async function leaveUnaskedDeployments(context: Context, now: Micros): Promise<number> {
  const before = askedHorizon(now);
  const unasked = await context.store.read((db) => db.all(readUnaskedDeployments, { before }));
  let changed = 0;
  for (const row of unasked)
    await context.store.write(async (tx) => {
      // Somebody may have asked meanwhile: then nothing is changed, and nothing told.
      if ((await tx.run(setDeploymentUnready, { id: row.id, before })) === 0) return;
      await recordDeploymentEvent(context, tx, "not-ready", row, now);
      changed++;
    });
  return changed;
}
