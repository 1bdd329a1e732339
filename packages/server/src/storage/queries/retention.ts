/**
 * What is too old, found by an index and in pages; what is removed of it, in pieces.
 *
 * A run goes with its subflows. One that is pinned stays, and so does one that has not ended.
 */
import type { Micros } from "@weir/contract";
import { sql } from "kysely";
import { query, type Builder } from "../query.ts";

/** Ended before these instants; what has failed may be kept longer. */
export interface RunAges {
  readonly before: Micros;
  readonly failedBefore: Micros;
}

export interface EndPlace {
  readonly end_time: Micros;
  readonly id: string;
}

const tooOld = ({ before, failedBefore }: RunAges) => sql<boolean>`(
  (flow_run.state_type in ('COMPLETED', 'CANCELLED') and flow_run.end_time < ${before})
  or (flow_run.state_type in ('FAILED', 'CRASHED') and flow_run.end_time < ${failedBefore}))`;

const isPinned = sql<boolean>`exists (select 1 from flow_run_pin where flow_run_pin.flow_run_id = flow_run.id)`;
const ENDED = sql<boolean>`flow_run.state_type in ('COMPLETED', 'CANCELLED', 'FAILED', 'CRASHED')`;

/** Runs that are no subflows, the first to end first. */
export const oldRuns = (ages: RunAges, after: EndPlace, limit: number) => (db: Builder) =>
  db
    .selectFrom("flow_run")
    .select(["id", sql<Micros>`end_time`.as("end_time")])
    .where("end_time", "<", Math.max(ages.before, ages.failedBefore))
    .where("end_time", ">=", after.end_time)
    .where(sql<boolean>`(end_time, id) > (${after.end_time}, ${after.id})`)
    .where("parent_task_run_id", "is", null)
    .where(tooOld(ages))
    .where(sql<boolean>`not ${isPinned}`)
    .orderBy("end_time")
    .orderBy("id")
    .limit(limit);

/** Runs and their subflows, at whatever depth, but for those that stay. */
export const withSubflows = (ids: readonly string[]) => (db: Builder) =>
  db
    .withRecursive("tree", (cte) =>
      cte
        .selectFrom("flow_run")
        .select("flow_run.id")
        .where("flow_run.id", "in", ids)
        .unionAll(
          cte
            .selectFrom("tree")
            .innerJoin("task_run", "task_run.flow_run_id", "tree.id")
            .innerJoin("flow_run", "flow_run.parent_task_run_id", "task_run.id")
            .select("flow_run.id")
            .where(sql<boolean>`${ENDED} and not ${isPinned}`),
        ),
    )
    .selectFrom("tree")
    .select("tree.id as id");

/** True for a run that still has to go: it may have been pinned, or begun anew, meanwhile. */
export const mayGo = (id: string) => (db: Builder) =>
  db
    .selectFrom("flow_run")
    .select("id")
    .where("id", "=", id)
    .where(sql<boolean>`${ENDED} and not ${isPinned}`);

export const deleteSomeLogsOf = query<{ id: string; limit: number }>()((db, p) =>
  db
    .deleteFrom("log")
    .where("id", "in", (eb) => eb.selectFrom("log").select("id").where("flow_run_id", "=", p("id")).limit(p("limit"))),
);

export const deleteSomeTaskRunsOf = query<{ id: string; limit: number }>()((db, p) =>
  db
    .deleteFrom("task_run")
    .where("id", "in", (eb) =>
      eb.selectFrom("task_run").select("id").where("flow_run_id", "=", p("id")).limit(p("limit")),
    ),
);

export const artifactsOfRun = query<{ id: string }>()((db, p) =>
  db.selectFrom("artifact").select("id").where("flow_run_id", "=", p("id")),
);

/** Lines written before an instant, the oldest first, but for those of pinned runs. */
export const oldLogs =
  (before: Micros, after: { readonly timestamp: Micros; readonly id: string }, limit: number) => (db: Builder) =>
    db
      .selectFrom("log")
      .select(["id", "timestamp", "flow_run_id"])
      .where("timestamp", "<", before)
      .where("timestamp", ">=", after.timestamp)
      .where(sql<boolean>`(timestamp, id) > (${after.timestamp}, ${after.id})`)
      .where(sql<boolean>`not exists (select 1 from flow_run_pin where flow_run_pin.flow_run_id = log.flow_run_id)`)
      .orderBy("timestamp")
      .orderBy("id")
      .limit(limit);

export const deleteLogs = (ids: readonly string[]) => (db: Builder) => db.deleteFrom("log").where("id", "in", ids);

export const countOfRuns = (ids: readonly string[]) => (db: Builder) =>
  db.selectNoFrom((eb) => [
    eb.selectFrom("task_run").select(eb.fn.countAll<number>().as("n")).where("flow_run_id", "in", ids).as("task_runs"),
    eb.selectFrom("log").select(eb.fn.countAll<number>().as("n")).where("flow_run_id", "in", ids).as("logs"),
  ]);

export const countOldEvents = query<{ before: Micros }>()((db, p) =>
  db
    .selectFrom("event")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("occurred", "<", p("before")),
);

export const insertPin = query<{ flow_run_id: string; created: Micros }>()((db, p) =>
  db
    .insertInto("flow_run_pin")
    .values({ flow_run_id: p("flow_run_id"), created: p("created") })
    .onConflict((conflict) => conflict.doNothing()),
);
export const deletePin = query<{ flow_run_id: string }>()((db, p) =>
  db.deleteFrom("flow_run_pin").where("flow_run_id", "=", p("flow_run_id")),
);
