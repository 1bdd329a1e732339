/** Runs that a background loop has to look after, oldest first, in pages. */
import { sql } from "kysely";
import { query } from "../query.ts";

/** Most runs of one page. */
export const PAGE = 200;

/** Scheduled runs whose time has passed and that are not marked late yet. */
export const lateFlowRuns = query<{ before: number }>()((db, p) =>
  db
    .selectFrom("flow_run")
    .select(["id", "next_scheduled_start_time as time"])
    .where("next_scheduled_start_time", "<=", p("before"))
    .where("state_type", "=", "SCHEDULED")
    .where("state_name", "=", "Scheduled")
    .orderBy("next_scheduled_start_time")
    .limit(PAGE),
);

/** Paused runs, with the time until which they may be resumed (text, as it is on the wire). */
export const pausedFlowRuns = query<{ after: string }>()((db, p, dialect) =>
  db
    .selectFrom("flow_run")
    .innerJoin("flow_run_state as s", "s.id", "flow_run.state_id")
    .select(["flow_run.id as id"])
    .select(
      (dialect === "postgres"
        ? sql<string | null>`s.state_details ->> 'pause_timeout'`
        : sql<string | null>`json_extract(s.state_details, '$.pause_timeout')`
      ).as("timeout"),
    )
    .where("flow_run.state_type", "=", "PAUSED")
    .where("flow_run.id", ">", p("after"))
    .orderBy("flow_run.id")
    .limit(PAGE),
);

/** Runs below a cancelled one, in the same process or of a deployment, that have not ended. */
export const runsBelowCancelled = query<{ since: number }>()((db, p) =>
  db
    .selectFrom("flow_run as child")
    .innerJoin("task_run as tracking", "tracking.id", "child.parent_task_run_id")
    .innerJoin("flow_run as parent", "parent.id", "tracking.flow_run_id")
    .select(["child.id as id", "child.deployment_id as deployment_id"])
    .where("parent.state_type", "=", "CANCELLED")
    .where("parent.end_time", ">=", p("since"))
    .where("child.state_type", "not in", ["COMPLETED", "FAILED", "CANCELLED", "CRASHED", "CANCELLING"])
    .limit(PAGE),
);

/** Task runs of a cancelled flow run that have not ended. */
export const tasksBelowCancelled = query<{ since: number }>()((db, p) =>
  db
    .selectFrom("task_run")
    .innerJoin("flow_run as parent", "parent.id", "task_run.flow_run_id")
    .select("task_run.id as id")
    .where("parent.state_type", "=", "CANCELLED")
    .where("parent.end_time", ">=", p("since"))
    .where("task_run.state_type", "not in", ["COMPLETED", "FAILED", "CANCELLED", "CRASHED"])
    .limit(PAGE),
);
