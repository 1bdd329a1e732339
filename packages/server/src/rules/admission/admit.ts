/**
 * Which runs are handed to those that ask for work, and why the others are not.
 *
 * A1. One list of gates decides both: what is handed out passes all of them, and what is not is told which it stands
 *     before.
 * A2. Strict priority of queues: runs of a more urgent queue go first, whatever their time. Within a queue they go by
 *     the time at which they are due, from which each point of a run's own priority takes off `PRIORITY_STEP`: a run ages
 *     as it waits, so that none is kept back for ever.
 * A3. No clock, no database: the horizon up to which runs count as due is given.
 */
import { formatTime, type AdmissionGate, type Micros } from "@weir/contract";
import type { Candidate, PoolFacts, QueueFacts, Room, RunFacts } from "./facts.ts";

export type GateName = AdmissionGate["gate"];

/** Why a gate is shut. */
export interface Shut {
  readonly reason: string;
  /** When it opens by itself, if that is known. */
  readonly eta?: Micros;
  /** Whose runs keep it shut. */
  readonly heldBy?: "queue" | "pool" | "deployment";
  /** The command that opens it. */
  readonly command?: string | null;
}

type Gate = (candidate: Candidate, horizon: Micros) => Shut | null;

/** So much earlier counts a run as due for each point of its priority, in microseconds: ten minutes. */
export const PRIORITY_STEP: Micros = 600_000_000;

/** By what runs of a queue are ordered, the smallest first. */
const placeOf = ({ due, priority }: RunFacts): number => (due ?? 0) - priority * PRIORITY_STEP;

/** The instant up to which runs of a priority go before one of another that is due at a time. */
export const aheadUntil = (due: Micros, own: number, priority: number): Micros =>
  due + (priority - own) * PRIORITY_STEP;

/** A name as a shell takes it. */
export const quoted = (name: string): string =>
  /^[\w.@:-]+$/.test(name) ? name : `'${name.replaceAll("'", `'\\''`)}'`;

const ENDED: ReadonlySet<string> = new Set(["COMPLETED", "FAILED", "CANCELLED", "CRASHED"]);

function isScheduled({ run }: Candidate): Shut | null {
  if (run.isRetriedInProcess && run.stateType === "SCHEDULED")
    return {
      reason: "the process in which it failed tries it again itself",
      ...(run.due === null ? {} : { eta: run.due }),
    };
  if (run.stateType === "SCHEDULED") return null;
  if (run.stateType === null) return { reason: "it has no state yet" };
  if (ENDED.has(run.stateType)) return { reason: `it has ended as ${run.stateName}` };
  return (
    {
      PENDING: { reason: "it is claimed, and what is to run it is being prepared" },
      PAUSED: { reason: "it is paused until somebody resumes it" },
      CANCELLING: { reason: "it is being cancelled" },
    }[run.stateType as string] ?? { reason: "it is running" }
  );
}

function isDue({ run }: Candidate, horizon: Micros): Shut | null {
  return run.due === null || run.due <= horizon
    ? null
    : { reason: `it is to start at ${formatTime(run.due)}`, eta: run.due };
}

function poolTakesPart({ pool }: Candidate): Shut | null {
  return pool?.isPaused
    ? { reason: `work pool '${pool.name}' is paused`, command: `weir work-pool resume ${quoted(pool.name)}` }
    : null;
}

function queueTakesPart({ pool, queue }: Candidate): Shut | null {
  return queue?.isPaused
    ? {
        reason: `work queue '${queue.name}' is paused`,
        command: `weir work-queue resume ${quoted(queue.name)} --pool ${quoted(pool!.name)}`,
      }
    : null;
}

function somebodyAsks({ pool, starter }: Candidate): Shut | null {
  if (starter.isThere) return null;
  switch (starter.kind) {
    case "worker":
      return { reason: `no worker of work pool '${pool!.name}' is online`, command: starter.command };
    case "server":
      return { reason: "no process serves its deployment", command: starter.command };
    case null:
      return { reason: "it belongs to no deployment: only the process that made it can start it" };
  }
}

/** Whether a limit leaves a slot to a run that has so many before it. */
const hasRoom = ({ limit, taken }: Room, ahead: number): boolean => limit === null || taken + ahead < limit;

const fullness = ({ limit, taken }: Room, ahead: number): string =>
  `${taken} of ${limit} ${limit === 1 ? "slot" : "slots"} taken${ahead > 0 ? `, ${ahead} ${ahead === 1 ? "run" : "runs"} before it` : ""}`;

function queueHasRoom({ pool, queue, aheadInQueue: ahead }: Candidate): Shut | null {
  return !queue || hasRoom(queue, ahead)
    ? null
    : {
        reason: `work queue '${queue.name}' is full: ${fullness(queue, ahead)}`,
        heldBy: "queue",
        command: `weir work-queue update ${quoted(queue.name)} --pool ${quoted(pool!.name)} --limit ${queue.taken + ahead + 1}`,
      };
}

function poolHasRoom({ pool, aheadInPool: ahead }: Candidate): Shut | null {
  return !pool || hasRoom(pool, ahead)
    ? null
    : {
        reason: `work pool '${pool.name}' is full: ${fullness(pool, ahead)}`,
        heldBy: "pool",
        command: `weir work-pool update ${quoted(pool.name)} --concurrency-limit ${pool.taken + ahead + 1}`,
      };
}

function deploymentHasRoom({ deployment }: Candidate): Shut | null {
  return !deployment || hasRoom(deployment, 0)
    ? null
    : { reason: `deployment '${deployment.name}' is at its limit: ${fullness(deployment, 0)}`, heldBy: "deployment" };
}

/** Every gate, in the order in which they are looked at. */
const GATES: readonly (readonly [GateName, Gate])[] = [
  ["state", isScheduled],
  ["schedule", isDue],
  ["work-pool", poolTakesPart],
  ["work-queue", queueTakesPart],
  ["worker", somebodyAsks],
  ["work-queue-limit", queueHasRoom],
  ["work-pool-limit", poolHasRoom],
  ["deployment-limit", deploymentHasRoom],
];

export interface Verdict {
  readonly gate: GateName;
  /** Null where the gate is open. */
  readonly shut: Shut | null;
}

/** Each gate's answer to one run. */
export const judge = (candidate: Candidate, horizon: Micros): Verdict[] =>
  GATES.map(([gate, test]) => ({ gate, shut: test(candidate, horizon) }));

/** A queue with those of its runs that are due: at least as many of those that come first as can be handed out. */
export interface Line<R extends RunFacts> {
  readonly queue: QueueFacts;
  readonly runs: readonly R[];
}

/** The runs that are handed to a worker of the pool that asks now, the most urgent first. */
export function select<R extends RunFacts>(
  pool: PoolFacts,
  lines: readonly Line<R>[],
  horizon: Micros,
  most: number,
): R[] {
  const chosen: R[] = [];
  for (const { queue, runs } of lines.toSorted((a, b) => a.queue.priority - b.queue.priority)) {
    let aheadInQueue = 0;
    for (const run of runs.toSorted((a, b) => placeOf(a) - placeOf(b))) {
      if (chosen.length >= most) return chosen;
      const verdicts = judge(
        { run, pool, queue, starter: ASKING, deployment: null, aheadInQueue, aheadInPool: chosen.length },
        horizon,
      );
      if (verdicts.some(({ shut }) => shut)) continue;
      aheadInQueue++;
      chosen.push(run);
    }
  }
  return chosen;
}

/** Whoever asks is there. */
const ASKING = { kind: "worker", isThere: true, command: null } as const;

/** How many runs of a queue can be handed out at most; what lies beyond need not be read. */
export const mostOf = (pool: PoolFacts, queue: QueueFacts, wanted: number): number => {
  if (pool.isPaused || queue.isPaused) return 0;
  const free = ({ limit, taken }: Room): number => (limit === null ? wanted : Math.max(0, limit - taken));
  return Math.min(wanted, free(pool), free(queue));
};
