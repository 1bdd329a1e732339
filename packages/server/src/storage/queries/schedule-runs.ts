/** The runs that one schedule has made, as far as they are in each other's way. */
import { sql, type SqlBool } from "kysely";
import { query } from "../query.ts";

/** The condition of the index `flow_run_deployment_active`, word for word. */
const isActive = sql<SqlBool>`flow_run.state_type in ('PENDING', 'RUNNING', 'PAUSED', 'CANCELLING')`;

const madeBy = sql<string>`flow_run.created_by ->> 'id'`;

/** Those before a run that are looked at to find one that it overlapped with. */
const LOOK_BACK = 50;

interface OfSchedule {
  readonly deployment_id: string;
  readonly schedule_id: string;
}

/** The policy of a schedule. */
export const readSchedulePolicy = query<{ id: string }>()((db, p) =>
  db.selectFrom("deployment_schedule").select("policy").where("id", "=", p("id")),
);

/** On PostgreSQL, two runs of a schedule that begin at once are looked at one after the other. */
export const holdSchedule = query<{ id: string }>()((db, p, dialect) => {
  const select = db.selectFrom("deployment_schedule").select("id").where("id", "=", p("id"));
  return dialect === "postgres" ? select.forUpdate() : select;
});

/** Its runs that are at work. */
export const readActiveRunsOfSchedule = query<OfSchedule>()((db, p) =>
  db
    .selectFrom("flow_run")
    .select("id")
    .where("deployment_id", "=", p("deployment_id"))
    .where(isActive)
    .where(madeBy, "=", p("schedule_id")),
);

/** One of the runs before an instant that were at work then and have ended since. */
export const readRunOverlapping = query<OfSchedule & { due: number }>()((db, p) =>
  db
    .selectFrom(
      db
        .selectFrom("flow_run")
        .select(["flow_run.id", "flow_run.run_count", "flow_run.end_time"])
        .select(madeBy.as("schedule_id"))
        .where("deployment_id", "=", p("deployment_id"))
        .where("expected_start_time", "<", p("due"))
        .orderBy("expected_start_time", "desc")
        .limit(LOOK_BACK)
        .as("before"),
    )
    .select("before.id")
    .where("before.run_count", ">", 0)
    .where("before.end_time", ">", p("due"))
    .where("before.schedule_id", "=", p("schedule_id"))
    .limit(1),
);

/** Its runs that could begin now, or wait for another one to end. */
export const readWaitingRunsOfSchedule = query<OfSchedule & { now: number; waiting: string }>()((db, p) =>
  db
    .selectFrom("flow_run")
    .select(["id", "expected_start_time", "state_name"])
    .where("deployment_id", "=", p("deployment_id"))
    .where("next_scheduled_start_time", "is not", null)
    .where("state_type", "=", "SCHEDULED")
    .where((eb) => eb.or([eb("next_scheduled_start_time", "<=", p("now")), eb("state_name", "=", p("waiting"))]))
    .where(madeBy, "=", p("schedule_id"))
    .orderBy("expected_start_time"),
);
