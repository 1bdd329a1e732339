/**
 * Plans the runs of schedules.
 *
 * N1. Only schedules that are due are looked at: each says in its row when it is (`next_plan`), and whatever changes a
 *     schedule or its deployment makes it due at once.
 * N2. Planning a time twice makes one run: by its idempotency key, also with several servers at once.
 * N3. What a schedule planned and when it is next due are one transaction: no crash can leave a gap.
 */
import { formatTime, parseTime, seconds, type Micros } from "@weir/contract";
import type { Schedule } from "@weir/contract/schedules";
import { plan, type Plan, type PlanLimits } from "../../rules/schedules/plan.ts";
import { jitterOf, missedTimes } from "../../rules/schedules/policy.ts";
import {
  duePlans,
  plansOf,
  readDuePlan,
  setNextPlan,
  type PlanRow,
} from "../../storage/queries/deployment-schedules.ts";
import { insertPlannedRuns, type PlannedRun } from "../../storage/queries/planned-runs.ts";
import type { Context } from "../context.ts";
import { normalTiming, type Timing } from "../deployments/schedules.ts";
import { calendar, type Calendar } from "./calendar.ts";
import { policyOf, runsOf, type PlannedTime } from "./planned-run.ts";

/** Most runs that one request plans of a schedule. */
const MOST = 1000;

const limitsOf = ({ settings }: Context): PlanLimits => ({
  minRuns: settings.server_scheduler_min_runs,
  maxRuns: settings.server_scheduler_max_runs,
  minTime: seconds(settings.server_scheduler_min_scheduled_time),
  maxTime: seconds(settings.server_scheduler_max_scheduled_time),
});

interface Planned extends Plan {
  readonly starts: readonly PlannedTime[];
}

const NOTHING: Planned = { times: [], next: null, starts: [] };

function planOf(row: PlanRow, { occurrences, InvalidSchedule }: Calendar, from: Micros, limits: PlanLimits): Planned {
  const schedule = JSON.parse(row.schedule) as Schedule;
  const policy = policyOf(row);
  const startOf = (time: Micros): PlannedTime => ({ time, start: time + jitterOf(policy, row.deployment_id, time) });
  // A time that has passed counts if it is put off to one that has not.
  const putOff = Math.round((policy.jitter ?? 0) * 1e6);
  const toCome = function* (): Generator<Micros> {
    for (const time of occurrences(schedule, { start: from - putOff }))
      if (time >= from || startOf(time).start >= from) yield time;
  };
  try {
    const planned = plan(toCome(), from, limits);
    return { ...planned, starts: planned.times.map(startOf) };
  } catch (error) {
    // Schedules are checked before they are stored; one that came in otherwise plans nothing and holds up nobody.
    if (error instanceof InvalidSchedule) return NOTHING;
    throw error;
  }
}

/** The times that came while nobody planned, and are to be made up for. */
function missedOf(row: PlanRow, { occurrences }: Calendar, now: Micros): PlannedTime[] {
  if (row.planned_to === null) return [];
  const schedule = JSON.parse(row.schedule) as Schedule;
  const timesIn = (start: Micros, end: Micros): Iterable<Micros> => occurrences(schedule, { start, end });
  return missedTimes(policyOf(row), timesIn, row.planned_to + 1, now).map((time) => ({ time, start: time }));
}

/** Plans the schedules that are due; answers how many runs that made. */
export async function planDueSchedules(context: Context, now: Micros): Promise<number> {
  if (!(await context.store.read((db) => db.first(readDuePlan, { now })))) return 0;
  const loaded = await calendar();
  const { server_scheduler_deployment_batch_size: limit, server_scheduler_insert_batch_size: batch } = context.settings;
  const limits = limitsOf(context);
  let made = 0;
  for (;;) {
    const { looked, inserted } = await context.store.write(async (tx) => {
      const rows = await tx.all(duePlans, { now, limit });
      const planned: PlannedRun[] = [];
      for (const row of rows) {
        const missed = missedOf(row, loaded, now);
        const { times, starts, next } = planOf(row, loaded, now, limits);
        planned.push(...[...missed, ...starts].map(runsOf(row, loaded, now)));
        await tx.run(setNextPlan, {
          id: row.schedule_id,
          // Later than now in any case: what is due at once again would hold up the loop.
          next_plan: next === null ? null : Math.max(next, now + 1),
          planned_to: Math.max(now, times.at(-1) ?? now),
        });
      }
      return { looked: rows.length, inserted: (await insertPlannedRuns(tx, planned, batch)).length };
    });
    made += inserted;
    if (looked < limit) return made;
  }
}

/** What a request says of the window; all of it may be left out. */
export interface PlanRequest {
  readonly start_time?: string | undefined;
  readonly end_time?: string | undefined;
  readonly min_time?: number | undefined;
  readonly min_runs?: number | undefined;
  readonly max_runs?: number | undefined;
}

/** Plans a deployment's active schedules in a window, paused or not. An unknown deployment has none. */
export async function planDeployment(context: Context, id: string, request: PlanRequest): Promise<void> {
  const loaded = await calendar();
  const now = context.clock.now();
  const usual = limitsOf(context);
  const start = request.start_time === undefined ? now : parseTime(request.start_time);
  const limits: PlanLimits = {
    minRuns: request.min_runs ?? usual.minRuns,
    maxRuns: Math.min(request.max_runs ?? usual.maxRuns, MOST),
    minTime: request.min_time === undefined ? usual.minTime : seconds(request.min_time),
    maxTime: request.end_time === undefined ? usual.maxTime : parseTime(request.end_time) - start,
  };
  await context.store.write(async (tx) => {
    const rows = await tx.all(plansOf, { deployment_id: id });
    const planned = rows.flatMap((row) => planOf(row, loaded, start, limits).starts.map(runsOf(row, loaded, now)));
    await insertPlannedRuns(tx, planned, context.settings.server_scheduler_insert_batch_size);
  });
}

/** The next times of a schedule that need not be stored anywhere. */
export async function previewSchedule(
  { clock }: Context,
  timing: Timing,
  {
    start,
    end,
    limit,
  }: { readonly start?: string | undefined; readonly end?: string | undefined; readonly limit: number },
): Promise<string[]> {
  const { nextTimes } = await calendar();
  const now = clock.now();
  const window = {
    start: start === undefined ? now : parseTime(start),
    end: end === undefined ? undefined : parseTime(end),
  };
  return nextTimes(normalTiming(timing, now), window, limit).map(formatTime);
}
