/**
 * The slots of pools and queues: one for each of their runs that is pending or running. They are never kept, but counted
 * from the runs themselves, so that none can leak.
 */
import {
  formatTime,
  toSeconds,
  type FlowRunSlotSummary,
  type Micros,
  type WorkPoolConcurrencyStatus,
  type WorkQueueConcurrencyStatus,
} from "@weir/contract";
import { Refusal } from "../../platform/errors.ts";
import { countActiveRuns, readActiveRuns, readQueueIdsOf } from "../../storage/queries/due-work.ts";
import { readWorkPoolByName } from "../../storage/queries/work-pools.ts";
import { filterWorkQueues, readWorkQueue, readWorkQueuesOf } from "../../storage/queries/work-queues.ts";
import type { Reader } from "../../storage/store.ts";
import type { Context } from "../context.ts";

/** Whose runs take slots: pools do not count those that are being cancelled, queues by themselves do. */
export type SlotStates = "pool" | "queue";

const STATES = {
  pool: ["PENDING", "RUNNING"],
  queue: ["PENDING", "RUNNING", "CANCELLING"],
} as const satisfies Record<SlotStates, readonly string[]>;

/** The slots taken of queues, by id; queues without any are left out. */
export async function slotsOfQueues(
  db: Reader,
  queueIds: readonly string[],
  states: SlotStates = "pool",
): Promise<Map<string, number>> {
  const taken = new Map<string, number>();
  if (queueIds.length === 0) return taken;
  const counted: readonly string[] = STATES[states];
  for (const { work_queue_id: id, state_type, count } of await db.rows(countActiveRuns(queueIds)))
    if (counted.includes(state_type!)) taken.set(id!, (taken.get(id!) ?? 0) + count);
  return taken;
}

/** The slots taken of pools that have a limit, by id. */
export async function slotsOfPools(
  db: Reader,
  pools: readonly { readonly id: string; readonly concurrency_limit: number | null }[],
): Promise<Map<string, number>> {
  const limited = pools.filter(({ concurrency_limit }) => concurrency_limit !== null).map(({ id }) => id);
  const taken = new Map<string, number>();
  if (limited.length === 0) return taken;
  const queues = await db.rows(readQueueIdsOf(limited));
  const slots = await slotsOfQueues(
    db,
    queues.map(({ id }) => id),
  );
  for (const { id, work_pool_id } of queues)
    taken.set(work_pool_id, (taken.get(work_pool_id) ?? 0) + (slots.get(id) ?? 0));
  return taken;
}

type ActiveRun = Awaited<ReturnType<typeof activeRuns>>[number];
const activeRuns = (db: Reader, ids: readonly string[], states: SlotStates, page: { limit: number; offset: number }) =>
  db.rows(readActiveRuns(ids, STATES[states], page));

const summary = (run: ActiveRun, now: Micros): FlowRunSlotSummary => ({
  id: run.id,
  name: run.name,
  state_type: run.state_type as FlowRunSlotSummary["state_type"],
  state_name: run.state_name,
  start_time: run.start_time === null ? null : formatTime(run.start_time),
  state_timestamp: run.state_timestamp === null ? null : formatTime(run.state_timestamp),
  time_in_current_state: run.state_timestamp === null ? null : toSeconds(now - run.state_timestamp),
});

/** Those who hold slots of a pool or queue, a few of them. */
export const holdersOf = (db: Reader, queueIds: readonly string[], limit: number): Promise<ActiveRun[]> =>
  queueIds.length === 0 ? Promise.resolve([]) : activeRuns(db, queueIds, "pool", { limit, offset: 0 });

interface NumberedPage {
  readonly limit: number;
  readonly offset: number;
  readonly page: number;
}

const pagesOf = (count: number, { limit, page }: NumberedPage) => ({
  count,
  limit,
  pages: limit > 0 ? Math.ceil(count / limit) : 0,
  page,
});

export const poolConcurrency = (
  { store, clock }: Context,
  name: string,
  page: NumberedPage & { readonly runs: number },
): Promise<WorkPoolConcurrencyStatus> =>
  store.read(async (db) => {
    const pool = await db.first(readWorkPoolByName, { name });
    if (!pool) throw new Refusal("not_found", `Work pool '${name}' not found.`);
    const all = await db.all(readWorkQueuesOf, { work_pool_id: pool.id });
    const shown = await db.rows(filterWorkQueues(db.dialect, { poolId: pool.id, filter: null, ...page }));
    const slots = await slotsOfQueues(
      db,
      all.map(({ id }) => id),
    );
    const now = clock.now();
    const queues = [];
    for (const queue of shown) {
      const active = slots.get(queue.id) ?? 0;
      const holders = active > 0 && page.runs > 0 ? await holdersOf(db, [queue.id], page.runs) : [];
      queues.push({
        queue_id: queue.id,
        queue_name: queue.name,
        active_slots: active,
        concurrency_limit: queue.concurrency_limit,
        flow_runs: holders.map((run) => summary(run, now)),
        flow_run_count: active,
      });
    }
    return {
      active_slots: [...slots.values()].reduce((sum, count) => sum + count, 0),
      concurrency_limit: pool.concurrency_limit,
      queues,
      ...pagesOf(all.length, page),
    };
  });

export const queueConcurrency = (
  { store, clock }: Context,
  id: string,
  page: NumberedPage,
): Promise<WorkQueueConcurrencyStatus> =>
  store.read(async (db) => {
    const queue = await db.first(readWorkQueue, { id });
    if (!queue) throw new Refusal("not_found", "Work queue not found.");
    const active = (await slotsOfQueues(db, [id], "queue")).get(id) ?? 0;
    const runs = await activeRuns(db, [id], "queue", page);
    const now = clock.now();
    return {
      active_slots: active,
      concurrency_limit: queue.concurrency_limit,
      flow_runs: runs.map((run) => summary(run, now)),
      ...pagesOf(active, page),
    };
  });
