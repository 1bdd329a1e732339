/** Task runs as pages and counts. */
import type { StateType, TaskRunSort } from "@weir/contract";
import { orTrue } from "../conditions.ts";
import { TASK_RUN_ORDERS } from "../filters/orders.ts";
import { taskRunParts } from "../filters/parts.ts";
import { taskRunsMatching, type Filters } from "../filters/related.ts";
import { steer } from "../sqlite/steer.ts";
import type { Reader } from "../store.ts";
import { idsOfPage, type Page } from "./run-pages.ts";
import { selectTaskRuns, type TaskRunRow } from "./task-runs.ts";

export async function pageOfTaskRuns(
  db: Reader,
  filters: Filters,
  sort: TaskRunSort,
  page: Page,
): Promise<TaskRunRow[]> {
  const order = TASK_RUN_ORDERS[sort];
  const matching = taskRunsMatching(db.dialect, filters);
  const condition = await steer(db, "task_run", matching, taskRunParts(db.dialect, filters, sort), order);
  return db.rows((builder) =>
    selectTaskRuns(builder)
      .where("task_run.id", "in", idsOfPage("task_run", condition, order, page))
      .orderBy(order.by),
  );
}

export async function countTaskRuns(db: Reader, filters: Filters): Promise<number> {
  const [row] = await db.rows((builder) =>
    builder
      .selectFrom("task_run")
      .select((eb) => eb.fn.countAll<number>().as("count"))
      .where(orTrue(taskRunsMatching(db.dialect, filters))),
  );
  return row!.count;
}

/** How many matching runs are in each type of state; types without any are left out. */
export async function countTaskRunsByState(
  db: Reader,
  filters: Filters,
): Promise<{ state_type: StateType; count: number }[]> {
  return db.rows((builder) =>
    builder
      .selectFrom("task_run")
      .select((eb) => [
        eb.ref("state_type").$castTo<StateType>().as("state_type"),
        eb.fn.countAll<number>().as("count"),
      ])
      .where("state_type", "is not", null)
      .where(orTrue(taskRunsMatching(db.dialect, filters)))
      .groupBy("state_type"),
  );
}
