/** What the timeline of a flow run is drawn from. */
import { sql } from "kysely";
import { anyOf, orTrue } from "../conditions.ts";
import { isChildOfAny } from "../filters/flow-runs.ts";
import { type Builder, query } from "../query.ts";
import type { Reader } from "../store.ts";
import type { FlowRunTable, TaskRunTable } from "../tables.ts";

const FLOW_RUN = [
  "flow_run.id",
  "flow_run.name",
  "flow_run.flow_id",
  "flow_run.parent_task_run_id",
  "flow_run.state_type",
  "flow_run.state_name",
  "flow_run.expected_start_time",
  "flow_run.start_time",
  "flow_run.end_time",
  "flow_run.created",
  "flow_run.updated",
  "flow.name as flow_name",
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

export interface TimelineFlowRunRow extends Pick<
  FlowRunTable,
  | "id"
  | "name"
  | "flow_id"
  | "parent_task_run_id"
  | "state_type"
  | "state_name"
  | "expected_start_time"
  | "start_time"
  | "end_time"
  | "created"
  | "updated"
> {
  readonly flow_name: string;
}
export type TimelineTaskRunRow = Pick<TaskRunTable, (typeof TASK_RUN)[number]>;

const selectFlowRuns = (db: Builder) =>
  db.selectFrom("flow_run").innerJoin("flow", "flow.id", "flow_run.flow_id").select(FLOW_RUN);

export const readTimelineRoot = query<{ id: string }>()((db, p) =>
  selectFlowRuns(db).where("flow_run.id", "=", p("id")),
);

/** The subflow runs of these flow runs, those that began first before others. */
export const readTimelineSubflows = (
  db: Reader,
  flowRunIds: readonly string[],
  limit: number,
): Promise<TimelineFlowRunRow[]> =>
  db.rows((builder) =>
    selectFlowRuns(builder)
      .where(orTrue(isChildOfAny(db.dialect, flowRunIds)))
      .orderBy("flow_run.expected_start_time")
      .orderBy("flow_run.id")
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
