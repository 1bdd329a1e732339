/** The runs that workers are handed, and what it changes that they ask. */
import { parseTime, type FlowRunResponse, type Micros, type WorkerFlowRunResponse } from "@weir/contract";
import { notFound, Refusal } from "../../platform/errors.ts";
import { mostOf, PRIORITY_STEP, select } from "../../rules/admission/admit.ts";
import type { PoolFacts, QueueFacts, RunFacts } from "../../rules/admission/facts.ts";
import { readDueRuns } from "../../storage/queries/due-work.ts";
import { readUnreadyDeploymentsOfQueues, stampPolledByQueues } from "../../storage/queries/deployments.ts";
import { toFlowRun, type ListedFlowRun } from "../../storage/queries/flow-runs.ts";
import { lockWorkPoolByName, readWorkPool } from "../../storage/queries/work-pools.ts";
import {
  readWorkQueue,
  readWorkQueuesOf,
  setQueueStatus,
  stampQueuesPolled,
  type WorkQueueRow,
} from "../../storage/queries/work-queues.ts";
import type { Reader, Transaction } from "../../storage/store.ts";
import type { WorkPoolTable } from "../../storage/tables.ts";
import type { Context } from "../context.ts";
import { recordDeploymentEvent } from "../deployments/events.ts";
import { recordQueueStatus } from "./events.ts";
import { findPool, findQueue } from "./find.ts";
import { slotsOfQueues } from "./slots.ts";

/** What is asked for. */
export interface Wanted {
  /** Null: whatever is scheduled, however far away. */
  readonly before: Micros | null;
  readonly after: Micros | null;
  readonly limit: number;
}

type DueRun = RunFacts & { readonly row: ListedFlowRun };

export const runFacts = (row: ListedFlowRun): DueRun => ({
  row,
  stateType: row.state_type as RunFacts["stateType"],
  stateName: row.state_name,
  due: row.next_scheduled_start_time,
  priority: row.priority,
  isRetriedInProcess: (JSON.parse(row.empirical_policy) as { retry_type?: string | null }).retry_type === "in_process",
});

export const poolFacts = (pool: WorkPoolTable, taken: number): PoolFacts => ({
  name: pool.name,
  isPaused: pool.is_paused === 1,
  limit: pool.concurrency_limit,
  taken,
});

export const queueFacts = (queue: WorkQueueRow, taken: number): QueueFacts => ({
  name: queue.name,
  isPaused: queue.is_paused === 1,
  priority: queue.priority,
  limit: queue.concurrency_limit,
  taken,
});

/** The runs of a pool that may start, the most urgent first; `asked` are its queues that count. */
export async function selectDueRuns(
  db: Reader,
  pool: WorkPoolTable,
  asked: readonly WorkQueueRow[],
  { before, after, limit }: Wanted,
): Promise<ListedFlowRun[]> {
  const isLimited = pool.concurrency_limit !== null;
  // A pool's slots are those of all its queues, whichever are asked for.
  const counted = isLimited ? await db.all(readWorkQueuesOf, { work_pool_id: pool.id }) : asked;
  const ids = counted.filter((queue) => isLimited || queue.concurrency_limit !== null).map(({ id }) => id);
  const slots = await slotsOfQueues(db, ids);
  const taken = [...slots.values()].reduce((sum, count) => sum + count, 0);
  const facts = poolFacts(pool, taken);
  const lines = [];
  for (const queue of asked.toSorted((a, b) => a.priority - b.priority)) {
    const line = queueFacts(queue, slots.get(queue.id) ?? 0);
    const most = mostOf(facts, line, limit);
    const rows =
      most > 0
        ? await db.rows(readDueRuns({ queueId: queue.id, before, after, limit: most, step: PRIORITY_STEP }))
        : [];
    lines.push({ queue: line, runs: rows.map(runFacts) });
  }
  return select(facts, lines, before ?? Number.MAX_SAFE_INTEGER, limit).map(({ row }) => row);
}

/** Notes that somebody asked for the work of queues: they and their deployments are ready then. */
export async function notePolled(
  context: Context,
  tx: Transaction,
  pool: WorkPoolTable,
  queues: readonly WorkQueueRow[],
): Promise<void> {
  if (queues.length === 0) return;
  // Two who ask at once would take the rows of queues and deployments in different orders, and wait for each other.
  if (!(await tx.first(lockWorkPoolByName, { name: pool.name }))) return;
  const now = context.clock.now();
  const ids = queues.map(({ id }) => id);
  await tx.change(stampQueuesPolled(ids, now));
  const asked = new Set(ids);
  const present = await tx.all(readWorkQueuesOf, { work_pool_id: pool.id });
  const roused = present.filter(({ id, status }) => asked.has(id) && status === "NOT_READY");
  if (roused.length > 0) {
    await tx.change(
      setQueueStatus(
        roused.map(({ id }) => id),
        "READY",
      ),
    );
    for (const queue of roused) await recordQueueStatus(context, tx, { ...queue, status: "READY" }, pool, now);
  }
  const unready = await tx.rows(readUnreadyDeploymentsOfQueues(ids));
  await tx.change(stampPolledByQueues(ids, now));
  for (const row of unready) await recordDeploymentEvent(context, tx, "ready", row, now);
}

/** The queues of a pool that a request means: those it names, or all. */
export const askedQueues = async (
  db: Reader,
  pool: WorkPoolTable,
  names: readonly string[] | null | undefined,
): Promise<WorkQueueRow[]> => {
  if (!names?.length) return db.all(readWorkQueuesOf, { work_pool_id: pool.id });
  const queues = [];
  for (const name of new Set(names)) queues.push(await findQueue(db, pool, name));
  return queues;
};

/** A time that a request may give. */
export const timeOf = (text: string | null | undefined): Micros | null => (text ? parseTime(text) : null);

/** `POST /work_pools/{name}/get_scheduled_flow_runs`. Nothing is claimed: whoever proposes PENDING first has the run. */
export async function offerDueRuns(
  context: Context,
  name: string,
  queueNames: readonly string[] | undefined,
  wanted: Wanted,
): Promise<WorkerFlowRunResponse[]> {
  const { pool, queues, rows } = await context.store.read(async (db) => {
    const pool = await findPool(db, name);
    const queues = await askedQueues(db, pool, queueNames);
    return { pool, queues, rows: await selectDueRuns(db, pool, queues, wanted) };
  });
  await context.store.write((tx) => notePolled(context, tx, pool, queues));
  const now = context.clock.now();
  return rows.map((row) => ({
    work_pool_id: pool.id,
    work_queue_id: row.work_queue_id!,
    // Workers ask for the state by themselves.
    flow_run: { ...toFlowRun(row, now), work_queue_name: row.work_queue_name, state: null },
  }));
}

/** `POST /work_queues/{id}/get_runs`; a look from the dashboard is not a worker's question. */
export async function offerRunsOfQueue(
  context: Context,
  id: string,
  wanted: Wanted,
  { isLook }: { readonly isLook: boolean },
): Promise<FlowRunResponse[]> {
  const { pool, queue, rows } = await context.store.read(async (db) => {
    const queue = await db.first(readWorkQueue, { id });
    if (!queue) throw new Refusal("object_not_found", `Work queue with id ${id} not found.`);
    const pool = await db.first(readWorkPool, { id: queue.work_pool_id });
    if (!pool) throw notFound("Work pool");
    const taken = (await slotsOfQueues(db, [id], "queue")).get(id) ?? 0;
    const facts = queueFacts(queue, taken);
    const open: PoolFacts = { name: pool.name, isPaused: false, limit: null, taken: 0 };
    const most = mostOf(open, facts, wanted.limit);
    const due =
      most > 0 ? await db.rows(readDueRuns({ queueId: id, ...wanted, limit: most, step: PRIORITY_STEP })) : [];
    return { pool, queue, rows: due };
  });
  if (!isLook) await context.store.write((tx) => notePolled(context, tx, pool, [queue]));
  const now = context.clock.now();
  return rows.map((row) => toFlowRun(row, now));
}
