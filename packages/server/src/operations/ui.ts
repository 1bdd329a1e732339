import { parseTime, type Micros, type SimpleNextFlowRun, type UITaskRun } from "@weir/contract";
import { notFound, Refusal } from "../platform/errors.ts";
import type { Filters } from "../storage/filters/related.ts";
import { toTaskRun } from "../storage/queries/task-runs.ts";
import {
  countDeploymentsOf,
  countTaskRunsOf,
  nextRunsOf,
  outcomesOf,
  readTaskRunOfFlow,
} from "../storage/queries/ui.ts";
import type { Context } from "./context.ts";

/** One value for each of the ids, in their order. */
const forEach = <T>(ids: readonly string[], found: ReadonlyMap<string, T>, otherwise: T): Record<string, T> =>
  Object.fromEntries(ids.map((id) => [id, found.get(id) ?? otherwise]));

const lowerCase = (ids: readonly string[]): string[] => ids.map((id) => id.toLowerCase());

export async function countTaskRunsOfFlowRuns(
  { store }: Context,
  flowRuns: readonly string[],
): Promise<Record<string, number>> {
  const ids = lowerCase(flowRuns);
  const rows = await store.read((db) => countTaskRunsOf(db, ids));
  return forEach(ids, new Map(rows.map((row) => [row.id, row.count])), 0);
}

export async function countDeploymentsOfFlows(
  { store }: Context,
  flows: readonly string[],
): Promise<Record<string, number>> {
  const ids = lowerCase(flows);
  const rows = await store.read((db) => countDeploymentsOf(db, ids));
  return forEach(ids, new Map(rows.map((row) => [row.id, row.count])), 0);
}

export async function nextRunsOfFlows(
  { store }: Context,
  flows: readonly string[],
): Promise<Record<string, SimpleNextFlowRun | null>> {
  const ids = lowerCase(flows);
  const runs = await store.read((db) => nextRunsOf(db, ids));
  return forEach<SimpleNextFlowRun | null>(ids, new Map(runs.map((run) => [run.flow_id, run])), null);
}

export async function readTaskRunOfFlowById({ store, clock }: Context, id: string): Promise<UITaskRun> {
  const row = await store.read((db) => db.first(readTaskRunOfFlow, { id }));
  if (!row) throw notFound("Task");
  return { ...toTaskRun(row, clock.now()), flow_run_name: row.flow_run_name };
}

const BARS = 20;
const MINUTE = 60_000_000;
const startOfMinute = (time: Micros): Micros => Math.floor(time / MINUTE) * MINUTE;
const endOfMinute = (time: Micros): Micros => startOfMinute(time) + MINUTE - 1;

/** Task runs that ended, in equal spans of their start time from `start_time.after_` to `before_` or now. */
export async function taskRunOutcomes(
  { store, clock }: Context,
  filters: Filters,
): Promise<{ completed: number; failed: number }[]> {
  const bars = Array.from({ length: BARS }, () => ({ completed: 0, failed: 0 }));
  const { after_, before_ } = filters.task_runs?.start_time ?? {};
  if (!after_) throw new Refusal("invalid", "task_runs.start_time.after_ is required");
  const start = startOfMinute(parseTime(after_));
  const length = Math.ceil((endOfMinute(before_ ? parseTime(before_) : clock.now()) - start) / BARS);
  if (length <= 0) return bars;
  // Only ended runs are shown, whatever states were asked for.
  const ended = { ...filters, task_runs: { ...filters.task_runs, state: null } };
  const rows = await store.scan((db) => outcomesOf(db, ended, { start, length, count: BARS }));
  for (const { bucket, completed, failed } of rows) bars[bucket] = { completed, failed };
  return bars;
}
