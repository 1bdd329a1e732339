/** What the timeline of a flow run is drawn from. */
import { sql } from "kysely";
import { anyOf, orTrue } from "../conditions.ts";
import { isChildOfAny } from "../filters/flow-runs.ts";
import { query } from "../query.ts";
import type { Reader } from "../store.ts";
import type { FlowRunTable, TaskRunTable } from "../tables.ts";

const FLOW_RUN = [
  "id",
  "name",
  "flow_id",
  "parent_task_run_id",
  "state_type",
  "state_name",
  "expected_start_time",
  "start_time",
  "end_time",
  "created",
  "updated",
] as const;

const TASK_RUN = [
  "id",
  "name",
  "flow_run_id",
  "task_key",
  "state_type",
  "state_name",
  "run_count",
  "expected_start_time",
  "start_time",
  "end_time",
  "updated",
  "task_inputs",
] as const;

export type TimelineFlowRunRow = Pick<FlowRunTable, (typeof FLOW_RUN)[number]>;
export type TimelineTaskRunRow = Pick<TaskRunTable, (typeof TASK_RUN)[number]>;

export const readTimelineRoot = query<{ id: string }>()((db, p) =>
  db.selectFrom("flow_run").select(FLOW_RUN).where("id", "=", p("id")),
);

/** The subflow runs of these flow runs, those that began first before others. */
export const readTimelineSubflows = (
  db: Reader,
  flowRunIds: readonly string[],
  limit: number,
): Promise<TimelineFlowRunRow[]> =>
  db.rows((builder) =>
    builder
      .selectFrom("flow_run")
      .select(FLOW_RUN)
      .where(orTrue(isChildOfAny(db.dialect, flowRunIds)))
      .orderBy("expected_start_time")
      .orderBy("id")
      .limit(limit),
  );

/** The task runs of these flow runs, those that began first before others. */
export const readTimelineTaskRuns = (
  db: Reader,
  flowRunIds: readonly string[],
  limit: number,
): Promise<TimelineTaskRunRow[]> =>
  db.rows((builder) =>
    builder
      .selectFrom("task_run")
      .select(TASK_RUN)
      .where(orTrue(anyOf(db.dialect, sql.ref("flow_run_id"), flowRunIds)))
      .orderBy("expected_start_time")
      .orderBy("id")
      .limit(limit),
  );
