/** Reads everything that a database has of runs, page by page. */
import { sql } from "kysely";
import { query } from "../query.ts";
import { selectTaskRuns } from "./task-runs.ts";

/** A place in a list that is ordered by an instant and an id. */
export interface Place {
  readonly at: number;
  readonly id: string;
}
type After = Place & { readonly limit: number };

export const readAllFlows = query<object>()((db) => db.selectFrom("flow").selectAll().orderBy("created"));

/** A parent is older than its subflows. */
export const readFlowRunsAfter = query<After>()((db, p) =>
  db
    .selectFrom("flow_run")
    .selectAll()
    .where(sql<boolean>`(created, id) > (${p("at")}, ${p("id")})`)
    .orderBy("created")
    .orderBy("id")
    .limit(p("limit")),
);

/** Those that no event tells of. */
export const readTaskRunsWithoutEvents = query<{ flow_run_id: string }>()((db, p) =>
  selectTaskRuns(db)
    .where("task_run.flow_run_id", "=", p("flow_run_id"))
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom("event")
            .select("event.seq")
            .where("event.resource_id", "=", sql<string>`'prefect.task-run.' || task_run.id`),
        ),
      ),
    )
    .orderBy("task_run.created"),
);

export const readEventsFrom = query<{ seq: number; limit: number }>()((db, p) =>
  db.selectFrom("event").select(["seq", "body"]).where("seq", ">", p("seq")).orderBy("seq").limit(p("limit")),
);

export const readLogsAfter = query<After>()((db, p) =>
  db
    .selectFrom("log")
    .selectAll()
    .where(sql<boolean>`(timestamp, id) > (${p("at")}, ${p("id")})`)
    .orderBy("timestamp")
    .orderBy("id")
    .limit(p("limit")),
);

export const readArtifactsAfter = query<After>()((db, p) =>
  db
    .selectFrom("artifact")
    .selectAll()
    .where(sql<boolean>`(created, id) > (${p("at")}, ${p("id")})`)
    .orderBy("created")
    .orderBy("id")
    .limit(p("limit")),
);

/** Flow runs that their process has left without an end; what is paused or suspended waits for a person. */
export const readUnendedFlowRuns = query<object>()((db) =>
  db
    .selectFrom("flow_run")
    .select(["id", "state_type", "deployment_id"])
    .where("state_type", "in", ["SCHEDULED", "PENDING", "RUNNING", "CANCELLING"])
    .orderBy("created", "desc"),
);

export const readLastEvent = query<object>()((db) =>
  db.selectFrom("event").select("occurred as at").orderBy("occurred", "desc").limit(1),
);
export const readLastLog = query<object>()((db) =>
  db.selectFrom("log").select("timestamp as at").orderBy("timestamp", "desc").limit(1),
);
