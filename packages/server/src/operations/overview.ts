/** How things stand, for the dashboard's first page; and the last runs of several flows or deployments. */
import {
  formatTime,
  isFinalType,
  type FlowRunFilter,
  type FlowRunOutline,
  type Overview,
  type RecentRuns,
  type RecentRunsRequest,
} from "@weir/contract";
import {
  countLateByPool,
  readDeploymentsWithFailures,
  readLastRunsOfDeployment,
  readLastRunsOfFlow,
  readLateRuns,
  readUpcomingRuns,
  toOutline,
} from "../storage/queries/overview.ts";
import type { Context } from "./context.ts";
import { listGlobalLimits } from "./concurrency/limits.ts";
import { countFlowRunsBy } from "./flow-runs/list.ts";
import { explainFlowRun } from "./work-pools/explain.ts";
import { listPools } from "./work-pools/pools.ts";

const HOUR = 3_600_000_000;
const LATE = 5;
const FAILING = 20;
const UPCOMING = 10;
const POOLS = 200;
const LIMITS = 1000;
/** Runs of a deployment that are looked at to see how many of the last ones failed. */
const LOOKED_AT = 20;

export async function recentRuns({ store }: Context, { of, ids, limit = 20 }: RecentRunsRequest): Promise<RecentRuns> {
  const lastRuns = of === "flow" ? readLastRunsOfFlow : readLastRunsOfDeployment;
  return store.read(async (db) => {
    const found: Record<string, FlowRunOutline[]> = {};
    for (const id of new Set(ids.map((one) => one.toLowerCase())))
      found[id] = (await db.all(lastRuns, { id, limit })).map(toOutline);
    return found;
  });
}

export async function readOverview(context: Context, hours: number): Promise<Overview> {
  const now = context.clock.now();
  const since = now - hours * HOUR;
  // What the list of runs is asked for by whoever follows the number.
  const count = (flow_runs: FlowRunFilter): Promise<number> => countFlowRunsBy(context, { flow_runs });
  const started = { start_time: { after_: formatTime(since) } };
  const [running, pending, paused, lateRuns, failed, completed, late, failing, pools, upcoming, limits] =
    await Promise.all([
      count({ state: { type: { any_: ["RUNNING"] } } }),
      count({ state: { type: { any_: ["PENDING"] } } }),
      count({ state: { type: { any_: ["PAUSED"] } } }),
      count({ state: { name: { any_: ["Late"] } } }),
      count({ ...started, state: { type: { any_: ["FAILED", "CRASHED"] } } }),
      count({ ...started, state: { type: { any_: ["COMPLETED"] } } }),
      readLate(context),
      readFailing(context, since),
      readPools(context),
      context.store.read((db) => db.all(readUpcomingRuns, { now, limit: UPCOMING })),
      listGlobalLimits(context, { limit: LIMITS, offset: 0 }),
    ]);
  return {
    since: formatTime(since),
    runs: { running, pending, paused, late: lateRuns, failed, completed },
    late,
    failing,
    pools,
    upcoming: upcoming.map(toOutline),
    full_limits: limits.filter(({ active, active_slots, limit }) => active !== false && active_slots >= limit),
  };
}

async function readLate(context: Context): Promise<Overview["late"]> {
  const rows = await context.store.read((db) => db.all(readLateRuns, { limit: LATE }));
  const explained = rows.map(async (row) => {
    try {
      const { gates, summary } = await explainFlowRun(context, row.id);
      return { run: toOutline(row), reason: gates.find(({ passes }) => !passes)?.reason ?? summary };
    } catch {
      return []; // deleted meanwhile
    }
  });
  return (await Promise.all(explained)).flat();
}

const hasFailed = (run: FlowRunOutline): boolean => run.state_type === "FAILED" || run.state_type === "CRASHED";

function readFailing({ store }: Context, since: number): Promise<Overview["failing"]> {
  return store.read(async (db) => {
    const failing: Overview["failing"] = [];
    for (const { id, name, flow_id } of await db.all(readDeploymentsWithFailures, { since, limit: FAILING })) {
      const runs = (await db.all(readLastRunsOfDeployment, { id, limit: LOOKED_AT })).map(toOutline);
      const ended = runs.filter((run) => isFinalType(run.state_type) && run.state_type !== "CANCELLED");
      const success = ended.findIndex((run) => !hasFailed(run));
      const [last] = ended;
      // The last one went well again: nobody has to do anything.
      if (!last || success === 0) continue;
      failing.push({ id, name, flow_id, failures: success < 0 ? ended.length : success, last });
    }
    return failing;
  });
}

async function readPools(context: Context): Promise<Overview["pools"]> {
  const [pools, late] = await Promise.all([
    listPools(context, { filter: undefined, limit: POOLS, offset: 0 }),
    context.store.read(countLateByPool),
  ]);
  const lateOf = new Map(late.map(({ name, count }) => [name, count]));
  return pools.map((pool) => ({
    name: pool.name,
    type: pool.type,
    status: pool.status ?? null,
    is_paused: pool.is_paused ?? false,
    active_slots: pool.active_slots ?? 0,
    concurrency_limit: pool.concurrency_limit ?? null,
    late: lateOf.get(pool.name) ?? 0,
  }));
}
