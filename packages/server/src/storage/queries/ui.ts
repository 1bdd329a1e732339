/** What the dashboard asks for along with lists. */
import { formatTime, type SimpleNextFlowRun } from "@weir/contract";
import { sql } from "kysely";
import { anyOf, orTrue } from "../conditions.ts";
import { taskRunsMatching, type Filters } from "../filters/related.ts";
import { tracksSubflow } from "../filters/task-runs.ts";
import { query } from "../query.ts";
import type { Reader } from "../store.ts";
import type { Intervals } from "./run-history.ts";
import { selectTaskRuns } from "./task-runs.ts";

interface Counted {
  readonly id: string;
  readonly count: number;
}

/** Task runs of each flow run, without those that stand for subflows. Flow runs without any are left out. */
export const countTaskRunsOf = (db: Reader, flowRuns: readonly string[]): Promise<Counted[]> =>
  db.rows((builder) =>
    builder
      .selectFrom("task_run")
      .select((eb) => [eb.ref("flow_run_id").$notNull().as("id"), eb.fn.countAll<number>().as("count")])
      .where(orTrue(anyOf(db.dialect, sql.ref("task_run.flow_run_id"), flowRuns)))
      .where((eb) => eb.not(tracksSubflow))
      .groupBy("flow_run_id"),
  );

/** Deployments of each flow. Flows without any are left out. */
export const countDeploymentsOf = (db: Reader, flows: readonly string[]): Promise<Counted[]> =>
  db.rows((builder) =>
    builder
      .selectFrom("deployment")
      .select((eb) => ["flow_id as id", eb.fn.countAll<number>().as("count")])
      .where(orTrue(anyOf(db.dialect, sql.ref("deployment.flow_id"), flows)))
      .groupBy("flow_id"),
  );

/** The scheduled run of each flow that is due first. */
export async function nextRunsOf(db: Reader, flows: readonly string[]): Promise<SimpleNextFlowRun[]> {
  const rows = await db.rows((builder) =>
    builder
      .selectFrom((eb) =>
        eb
          .selectFrom("flow_run")
          .select(["id", "flow_id", "name", "state_name", "next_scheduled_start_time"])
          .select(
            sql<number>`row_number() over (partition by flow_id order by next_scheduled_start_time, id)`.as("place"),
          )
          .where("state_type", "=", "SCHEDULED")
          .where("next_scheduled_start_time", "is not", null)
          .where(orTrue(anyOf(db.dialect, sql.ref("flow_run.flow_id"), flows)))
          .as("run"),
      )
      .selectAll()
      .where("place", "=", 1),
  );
  return rows.map((row) => ({
    id: row.id,
    flow_id: row.flow_id,
    name: row.name,
    state_name: row.state_name!,
    state_type: "SCHEDULED",
    next_scheduled_start_time: formatTime(row.next_scheduled_start_time!),
  }));
}

/** Ended task runs by their start: how many failed, how many ended otherwise. */
export interface Outcomes {
  readonly bucket: number;
  readonly failed: number;
  readonly completed: number;
}

export function outcomesOf(db: Reader, filters: Filters, { start, length, count }: Intervals): Promise<Outcomes[]> {
  const started = sql.ref("task_run.start_time");
  const rows = sql<Outcomes>`
    select bucket, sum(failed) as failed, count(*) - sum(failed) as completed
    from (
      select cast((${started} - ${start}) / ${length} as integer) as bucket,
        case when task_run.state_type in ('FAILED', 'CRASHED') then 1 else 0 end as failed
      from task_run
      where ${started} >= ${start} and ${started} < ${start + count * length}
        and task_run.state_type in ('COMPLETED', 'FAILED', 'CRASHED', 'CANCELLED')
        and ${orTrue(taskRunsMatching(db.dialect, filters))}
    ) as ended
    group by bucket`;
  return db.rows((builder) => ({ compile: () => rows.compile(builder) }));
}

/** A task run with the name of its flow run. */
export const readTaskRunOfFlow = query<{ id: string }>()((db, p) =>
  selectTaskRuns(db)
    .leftJoin("flow_run", "flow_run.id", "task_run.flow_run_id")
    .select("flow_run.name as flow_run_name")
    .where("task_run.id", "=", p("id")),
);
