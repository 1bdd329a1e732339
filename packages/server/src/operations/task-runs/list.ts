import type { CountByState, TaskRun, TaskRunSort } from "@weir/contract";
import { STATE_TYPES } from "@weir/contract";
import { mayScan } from "../../storage/filters/parts.ts";
import type { Filters } from "../../storage/filters/related.ts";
import type { Page } from "../../storage/queries/run-pages.ts";
import { countTaskRuns, countTaskRunsByState, pageOfTaskRuns } from "../../storage/queries/task-run-lists.ts";
import { toTaskRun } from "../../storage/queries/task-runs.ts";
import type { Reader } from "../../storage/store.ts";
import type { Context } from "../context.ts";

/** Reads beside the loop what may take long. */
const read = <T>({ store }: Context, filters: Filters, work: (db: Reader) => Promise<T>): Promise<T> =>
  mayScan("task_runs", filters) ? store.scan(work) : store.read(work);

export async function listTaskRuns(
  context: Context,
  filters: Filters,
  sort: TaskRunSort,
  page: Page,
): Promise<TaskRun[]> {
  const rows = await read(context, filters, (db) => pageOfTaskRuns(db, filters, sort, page));
  const now = context.clock.now();
  return rows.map((row) => toTaskRun(row, now));
}

export const countTaskRunsBy = (context: Context, filters: Filters): Promise<number> =>
  read(context, filters, (db) => countTaskRuns(db, filters));

/** A page with the number of all that match. */
export async function paginateTaskRuns(
  context: Context,
  filters: Filters,
  sort: TaskRunSort,
  page: Page,
): Promise<{ results: TaskRun[]; count: number }> {
  const [results, count] = await Promise.all([
    listTaskRuns(context, filters, sort, page),
    countTaskRunsBy(context, filters),
  ]);
  return { results, count };
}

/** How many runs are in each type of state, types without any included. */
export async function countTaskRunsOfStates({ store }: Context, filters: Filters): Promise<CountByState> {
  const rows = await store.scan((db) => countTaskRunsByState(db, filters));
  const counts = new Map(rows.map((row) => [row.state_type, row.count]));
  return Object.fromEntries(STATE_TYPES.map((type) => [type, counts.get(type) ?? 0]));
}
