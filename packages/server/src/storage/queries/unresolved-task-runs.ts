/** Task runs that have not ended although their flow run has. */
import { sql } from "kysely";
import { query, type Dialect } from "../query.ts";
import { PAGE } from "./due-flow-runs.ts";

const FINAL = ["COMPLETED", "FAILED", "CANCELLED", "CRASHED"];
/** The states that a task run may be left in; scheduled ones are looked at apart. */
const OPEN = ["PENDING", "RUNNING", "PAUSED", "CANCELLING"];

const deferred = (dialect: Dialect) =>
  dialect === "postgres"
    ? sql<boolean>`past.state_details ->> 'deferred' = 'true'`
    : sql<boolean>`json_extract(past.state_details, '$.deferred')`;

/**
 * Those of which nothing was heard since `before`, nor did their flow run end later. Left out are those that somebody
 * else still has in hand: background tasks, which outlive the flow run that asked for them, and the stand-ins of subflows
 * that go on.
 */
export const unresolvedTaskRuns = query<{ before: number }>()((db, p, dialect) =>
  db
    .selectFrom("task_run")
    .innerJoin("flow_run as parent", "parent.id", "task_run.flow_run_id")
    .select("task_run.id as id")
    .where((eb) =>
      eb.or([
        eb("task_run.state_type", "in", OPEN),
        eb.and([eb("task_run.state_type", "=", "SCHEDULED"), eb("task_run.state_name", "=", "AwaitingRetry")]),
      ]),
    )
    .where("task_run.updated", "<=", p("before"))
    .where("parent.state_type", "in", FINAL)
    .where("parent.end_time", "<=", p("before"))
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom("task_run_state as past")
            .select("past.id")
            .whereRef("past.task_run_id", "=", "task_run.id")
            .where("past.type", "=", "SCHEDULED")
            .where(deferred(dialect)),
        ),
      ),
    )
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom("flow_run as child")
            .select("child.id")
            .whereRef("child.parent_task_run_id", "=", "task_run.id")
            .where("child.state_type", "not in", FINAL),
        ),
      ),
    )
    .limit(PAGE),
);
