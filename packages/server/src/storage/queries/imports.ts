/** What taking in a record of elsewhere needs to know of what is there already. */
import { query, type Builder } from "../query.ts";

export const readStatesOfFlowRun = query<{ flow_run_id: string }>()((db, p) =>
  db.selectFrom("flow_run_state").selectAll().where("flow_run_id", "=", p("flow_run_id")).orderBy("timestamp"),
);

export const readStatesOfTaskRun = query<{ task_run_id: string }>()((db, p) =>
  db.selectFrom("task_run_state").selectAll().where("task_run_id", "=", p("task_run_id")).orderBy("timestamp"),
);

/** Lines of the given instants: among them are all that equal one of those instants' lines. */
export const readLogsAt = (timestamps: readonly number[]) => (db: Builder) =>
  db
    .selectFrom("log")
    .select(["id", "timestamp", "flow_run_id", "task_run_id", "name", "level", "message"])
    .where("timestamp", "in", timestamps);

export const readArtifactIds = (ids: readonly string[]) => (db: Builder) =>
  db.selectFrom("artifact").select("id").where("id", "in", ids);
