/**
 * Claims for workers that wait: a run is theirs as soon as it is due, not at their next question.
 *
 * W1. A run is handed to one caller: it enters PENDING in the transaction that chooses it, by the same rules as anybody
 *     else's claim, and the pool's row is held meanwhile, so that its limit is never passed.
 * W2. What becomes due, or makes room, is noticed at once, on another server too (`wait-for-runs.ts`).
 * W3. A claim that is sent again under its token is given what was claimed for it, until its worker moves a run on.
 * W4. What was claimed and does not begin in time is scheduled again (`flow-runs/unstarted.ts`).
 */
import { type FlowRunResponse, type Micros, type WorkClaim } from "@weir/contract";
import { readNextDue, readRunsClaimed } from "../../storage/queries/due-work.ts";
import { toFlowRun } from "../../storage/queries/flow-runs.ts";
import { readWorkQueuesOf } from "../../storage/queries/work-queues.ts";
import type { Caller, Context } from "../context.ts";
import { askedQueues, notePolled, selectDueRuns } from "./due-runs.ts";
import { findPool, lockPool } from "./find.ts";
import { takeRuns, untilClaimed } from "./wait-for-runs.ts";
import { noteHeartbeat } from "./workers.ts";

/** `POST /weir/work_pools/{name}/claim`. */
export async function claimRuns(
  context: Context,
  name: string,
  body: WorkClaim,
  caller: Caller,
): Promise<FlowRunResponse[]> {
  const { store } = context;
  const poolId = await store.write(async (tx) => {
    const pool = await lockPool(tx, name);
    await noteHeartbeat(context, tx, pool, { name: body.worker_name, interval: body.heartbeat_interval_seconds });
    await notePolled(context, tx, pool, await askedQueues(tx, pool, body.work_queue_names));
    return pool.id;
  });
  return untilClaimed(context, body.wait ?? 0, caller, context.work.waiter(poolId), {
    before: () => claimedBefore(context, poolId, body.token),
    due: () => claimDue(context, name, body, caller),
    untilNext: (now) => untilNextDue(context, name, body, now),
  });
}

/** What an earlier request of the same token was given, and its answer got lost. */
const claimedBefore = (
  { store, clock }: Context,
  poolId: string,
  token: string | undefined,
): Promise<FlowRunResponse[]> =>
  token === undefined
    ? Promise.resolve([])
    : store.read(async (db) => {
        const queues = await db.all(readWorkQueuesOf, { work_pool_id: poolId });
        const ids = queues.map(({ id }) => id);
        return (await db.rows(readRunsClaimed(ids, token))).map((row) => toFlowRun(row, clock.now()));
      });

/** What is due now, for this caller alone. */
async function claimDue(
  context: Context,
  name: string,
  { work_queue_names: queueNames, limit = 1, token }: WorkClaim,
  caller: Caller,
): Promise<FlowRunResponse[]> {
  const wanted = { before: context.clock.now(), after: null, limit };
  // Most looks find nothing: they need not hold the pool.
  const isAnyDue = await context.store.read(async (db) => {
    const pool = await findPool(db, name);
    return (await selectDueRuns(db, pool, await askedQueues(db, pool, queueNames), { ...wanted, limit: 1 })).length > 0;
  });
  if (!isAnyDue) return [];
  return context.store.write(async (tx) => {
    const pool = await lockPool(tx, name);
    const due = await selectDueRuns(tx, pool, await askedQueues(tx, pool, queueNames), wanted);
    return takeRuns(context, tx, due, token, caller);
  });
}

/** Milliseconds until the next run of the caller's queues is due; without end, where none is scheduled. */
const untilNextDue = (context: Context, name: string, body: WorkClaim, now: Micros): Promise<number> =>
  context.store.read(async (db) => {
    const pool = await findPool(db, name);
    const queues = await askedQueues(db, pool, body.work_queue_names);
    const [next] = await db.rows(
      readNextDue(
        queues.map(({ id }) => id),
        now,
      ),
    );
    return next?.time == null ? Infinity : Math.max(1, (next.time - now) / 1000);
  });
