/** What the graph of a flow run is drawn from. */
import { query } from "../query.ts";
import { selectTaskRuns } from "./task-runs.ts";

/** A node of the graph: a task run, or in its place the subflow run that it stands for. */
export interface GraphRow {
  readonly id: string;
  readonly name: string;
  readonly state_type: string | null;
  readonly start_time: number | null;
  readonly expected_start_time: number | null;
  readonly end_time: number | null;
  readonly task_inputs: string;
  readonly subflow_id: string | null;
  readonly subflow_name: string | null;
  readonly subflow_state_type: string | null;
  readonly subflow_start_time: number | null;
  readonly subflow_expected_start_time: number | null;
  readonly subflow_end_time: number | null;
  readonly flow_name: string | null;
}

/** The task runs of a flow run, each with the subflow run that it stands for. */
export const readGraphRuns = query<{ flow_run_id: string; limit: number }>()((db, p) =>
  db
    .selectFrom("task_run as task")
    .leftJoin("flow_run as subflow", "subflow.parent_task_run_id", "task.id")
    .leftJoin("flow", "flow.id", "subflow.flow_id")
    .select([
      "task.id",
      "task.name",
      "task.state_type",
      "task.start_time",
      "task.expected_start_time",
      "task.end_time",
      "task.task_inputs",
      "subflow.id as subflow_id",
      "subflow.name as subflow_name",
      "subflow.state_type as subflow_state_type",
      "subflow.start_time as subflow_start_time",
      "subflow.expected_start_time as subflow_expected_start_time",
      "subflow.end_time as subflow_end_time",
      "flow.name as flow_name",
    ])
    .where("task.flow_run_id", "=", p("flow_run_id"))
    .where((eb) =>
      eb(
        eb.fn.coalesce(
          "subflow.start_time",
          "subflow.expected_start_time",
          "task.start_time",
          "task.expected_start_time",
        ),
        "is not",
        null,
      ),
    )
    .limit(p("limit")),
);

/** The artifacts of a flow run but its results, oldest first, each with whether it is the latest of its key. */
export const readGraphArtifacts = query<{ flow_run_id: string; limit: number }>()((db, p) =>
  db
    .selectFrom("artifact")
    .leftJoin("artifact_collection", "artifact_collection.latest_id", "artifact.id")
    .select([
      "artifact.id",
      "artifact.created",
      "artifact.key",
      "artifact.type",
      "artifact.data",
      "artifact.task_run_id",
      "artifact_collection.id as collection_id",
    ])
    .where("artifact.flow_run_id", "=", p("flow_run_id"))
    .where("artifact.type", "!=", "result")
    .orderBy("artifact.created")
    .limit(p("limit")),
);

/** The task runs of a flow run with their current states. */
export const readTaskRunsOf = query<{ flow_run_id: string; limit: number }>()((db, p) =>
  selectTaskRuns(db)
    .where("task_run.flow_run_id", "=", p("flow_run_id"))
    .orderBy("task_run.id", "desc")
    .limit(p("limit")),
);
