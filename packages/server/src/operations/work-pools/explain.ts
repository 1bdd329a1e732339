/** Why a flow run is not running: the gates of admission, as they stand for it. */
import { formatTime, type AdmissionGate, type FlowRunExplanation, type Micros } from "@weir/contract";
import { notFound } from "../../platform/errors.ts";
import { aheadUntil, judge, quoted, type Verdict } from "../../rules/admission/admit.ts";
import type { Candidate, DeploymentFacts, StarterFacts } from "../../rules/admission/facts.ts";
import { isAskedFor } from "../../rules/worker-health.ts";
import { readLimit } from "../../storage/queries/concurrency-limits.ts";
import { readRunsHolding } from "../../storage/queries/concurrency-slots.ts";
import { readDeployment } from "../../storage/queries/deployments.ts";
import { countDueBefore } from "../../storage/queries/due-work.ts";
import { readFlowRun, type FlowRunRow } from "../../storage/queries/flow-runs.ts";
import { readWorkPool } from "../../storage/queries/work-pools.ts";
import { readWorkQueuesOf, type WorkQueueRow } from "../../storage/queries/work-queues.ts";
import type { Reader } from "../../storage/store.ts";
import type { DeploymentTable, WorkPoolTable } from "../../storage/tables.ts";
import { activeSlots } from "../concurrency/slots.ts";
import type { Context } from "../context.ts";
import { poolFacts, queueFacts, runFacts } from "./due-runs.ts";
import { holdersOf, slotsOfQueues } from "./slots.ts";
import { onlineWorkers } from "./workers.ts";

/** Holders that are named. */
const NAMED = 5;
/** Runs before one that are counted: beyond, "so many" is all that is said. */
const COUNTED = 1000;

type Holders = AdmissionGate["holders"];

/** What is known of a run's place, and of those who stand in its way. */
interface Surroundings {
  readonly candidate: Candidate;
  readonly holders: Readonly<Record<"queue" | "pool" | "deployment", () => Promise<Holders>>>;
}

const named = (runs: readonly { readonly id: string; readonly name: string }[]): Holders =>
  runs.map(({ id, name }) => ({ id, name }));

async function deploymentFacts(
  db: Reader,
  deployment: DeploymentTable | undefined,
  now: Micros,
): Promise<DeploymentFacts | null> {
  if (!deployment?.concurrency_limit_id) return null;
  const limit = await db.first(readLimit, { id: deployment.concurrency_limit_id });
  if (!limit?.active) return null;
  return { name: deployment.name, limit: limit.limit, taken: (await activeSlots(db, [limit], now)).get(limit.id)! };
}

/** Who would start a run that is in no pool. */
const served = (deployment: DeploymentTable | undefined, now: Micros): StarterFacts =>
  deployment
    ? { kind: "server", isThere: isAskedFor(deployment.last_polled, now), command: null }
    : { kind: null, isThere: false, command: null };

async function surroundings(db: Reader, row: FlowRunRow, now: Micros): Promise<Surroundings> {
  const deployment = row.deployment_id ? await db.first(readDeployment, { id: row.deployment_id }) : undefined;
  const pool = row.pool_id ? await db.first(readWorkPool, { id: row.pool_id }) : undefined;
  const queues = pool ? await db.all(readWorkQueuesOf, { work_pool_id: pool.id }) : [];
  const queue = queues.find(({ id }) => id === row.work_queue_id);
  const limited = await deploymentFacts(db, deployment, now);
  const inPool = pool && queue ? await placeInPool(db, row, pool, queue, queues, now) : undefined;
  const nobody = async (): Promise<Holders> => [];
  return {
    candidate: {
      run: runFacts(row),
      pool: null,
      queue: null,
      starter: served(deployment, now),
      deployment: limited,
      aheadInQueue: 0,
      aheadInPool: 0,
      ...inPool,
    },
    holders: {
      queue: queue ? async () => named(await holdersOf(db, [queue.id], NAMED)) : nobody,
      pool: async () =>
        named(
          await holdersOf(
            db,
            queues.map(({ id }) => id),
            NAMED,
          ),
        ),
      deployment: deployment?.concurrency_limit_id
        ? async () => named(await db.rows(readRunsHolding(deployment.concurrency_limit_id!, now, NAMED)))
        : nobody,
    },
  };
}

/** The runs of a queue that go before one; those of a more urgent queue do as soon as they are due. */
const dueBefore = async (
  db: Reader,
  queueId: string,
  row: FlowRunRow,
  now: Micros,
  isMoreUrgent: boolean,
): Promise<number> => {
  const due = row.next_scheduled_start_time ?? now;
  const until = (priority: number): Micros =>
    isMoreUrgent ? now : Math.min(aheadUntil(due, row.priority, priority), now);
  return (await db.rows(countDueBefore({ queueId, id: row.id, until, most: COUNTED })))[0]!.count;
};

async function placeInPool(
  db: Reader,
  row: FlowRunRow,
  pool: WorkPoolTable,
  queue: WorkQueueRow,
  queues: readonly WorkQueueRow[],
  now: Micros,
): Promise<Pick<Candidate, "pool" | "queue" | "starter" | "aheadInQueue" | "aheadInPool">> {
  const slots = await slotsOfQueues(
    db,
    queues.map(({ id }) => id),
  );
  const isWaiting = row.next_scheduled_start_time !== null;
  const aheadInQueue = isWaiting ? await dueBefore(db, queue.id, row, now, false) : 0;
  let aheadInPool = aheadInQueue;
  if (isWaiting)
    for (const other of queues) {
      if (other.priority >= queue.priority || other.is_paused) continue;
      const free = other.concurrency_limit === null ? COUNTED : other.concurrency_limit - (slots.get(other.id) ?? 0);
      aheadInPool += Math.min(Math.max(0, free), await dueBefore(db, other.id, row, now, true));
    }
  const workers = await onlineWorkers(db, pool.id, now);
  return {
    pool: poolFacts(
      pool,
      [...slots.values()].reduce((sum, count) => sum + count, 0),
    ),
    queue: queueFacts(queue, slots.get(queue.id) ?? 0),
    starter: { kind: "worker", isThere: workers.length > 0, command: `weir worker start --pool ${quoted(pool.name)}` },
    aheadInQueue,
    aheadInPool,
  };
}

const OPEN: Readonly<Record<Verdict["gate"], string>> = {
  state: "it is scheduled",
  schedule: "its time has come",
  "work-pool": "its work pool is not paused",
  "work-queue": "its work queue is not paused",
  worker: "somebody asks for its work",
  "work-queue-limit": "its work queue has room",
  "work-pool-limit": "its work pool has room",
  "deployment-limit": "its deployment has room",
};

function summaryOf(row: FlowRunRow, shut: readonly AdmissionGate[]): string {
  const [first] = shut;
  if (!first) return `Flow run '${row.name}' goes to whoever asks next.`;
  return first.gate === "state"
    ? `Flow run '${row.name}': ${first.reason}.`
    : `Flow run '${row.name}' waits: ${first.reason}.`;
}

/** `GET /weir/flow_runs/{id}/explain`. */
export const explainFlowRun = ({ store, clock }: Context, id: string): Promise<FlowRunExplanation> =>
  store.read(async (db) => {
    const row = await db.first(readFlowRun, { id });
    if (!row) throw notFound("Flow run");
    const now = clock.now();
    const { candidate, holders } = await surroundings(db, row, now);
    const verdicts = judge(candidate, now);
    // What has ended or runs already stands before no gate.
    const told = verdicts[0]!.shut ? verdicts.slice(0, 1) : verdicts;
    const gates: AdmissionGate[] = [];
    for (const { gate, shut } of told)
      gates.push({
        gate,
        passes: shut === null,
        reason: shut?.reason ?? OPEN[gate],
        eta: shut?.eta === undefined ? null : formatTime(shut.eta),
        holders: shut?.heldBy ? await holders[shut.heldBy]() : [],
        command: shut?.command ?? null,
      });
    const shut = gates.filter(({ passes }) => !passes);
    return {
      flow_run_id: row.id,
      name: row.name,
      state_type: row.state_type as FlowRunExplanation["state_type"],
      state_name: row.state_name,
      admitted: shut.length === 0,
      summary: summaryOf(row, shut),
      command: shut[0]?.command ?? null,
      gates,
    };
  });
