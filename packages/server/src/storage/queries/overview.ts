/** What the dashboard's overview and its lists of flows and deployments read. */
import { formatTime, type FlowRunOutline, type Micros } from "@weir/contract";
import { query, type Builder } from "../query.ts";
import type { Reader } from "../store.ts";
import type { FlowRunTable } from "../tables.ts";

const OUTLINE = [
  "id",
  "name",
  "flow_id",
  "deployment_id",
  "state_type",
  "state_name",
  "expected_start_time",
  "start_time",
  "end_time",
] as const;

type Outline = Pick<FlowRunTable, (typeof OUTLINE)[number]>;

const time = (value: Micros | null): string | null => (value === null ? null : formatTime(value));

export const toOutline = (row: Outline): FlowRunOutline => ({
  id: row.id,
  name: row.name,
  flow_id: row.flow_id,
  deployment_id: row.deployment_id,
  state_type: row.state_type as FlowRunOutline["state_type"],
  state_name: row.state_name,
  expected_start_time: time(row.expected_start_time),
  start_time: time(row.start_time),
  end_time: time(row.end_time),
});

const begun = (db: Builder, limit: number) =>
  db
    .selectFrom("flow_run")
    .select(OUTLINE)
    .where("start_time", "is not", null)
    .orderBy("expected_start_time", "desc")
    .limit(limit);

/** Both walk an index over the newest runs of one flow or deployment: it costs the same among any number of runs. */
export const readLastRunsOfFlow = query<{ id: string; limit: number }>()((db, p) =>
  begun(db, p("limit")).where("flow_id", "=", p("id")),
);
export const readLastRunsOfDeployment = query<{ id: string; limit: number }>()((db, p) =>
  begun(db, p("limit")).where("deployment_id", "=", p("id")),
);

export const readUpcomingRuns = query<{ now: Micros; limit: number }>()((db, p) =>
  db
    .selectFrom("flow_run")
    .select(OUTLINE)
    .where("state_type", "=", "SCHEDULED")
    .where("expected_start_time", ">=", p("now"))
    .orderBy("expected_start_time")
    .limit(p("limit")),
);

export const readLateRuns = query<{ limit: number }>()((db, p) =>
  db
    .selectFrom("flow_run")
    .select(OUTLINE)
    .where("state_type", "=", "SCHEDULED")
    .where("state_name", "=", "Late")
    .orderBy("expected_start_time")
    .limit(p("limit")),
);

/** Late runs of each work pool, by its name. Pools without any are left out. */
export const countLateByPool = (db: Reader): Promise<{ name: string; count: number }[]> =>
  db.rows((builder) =>
    builder
      .selectFrom("flow_run")
      .innerJoin("work_queue", "work_queue.id", "flow_run.work_queue_id")
      .innerJoin("work_pool", "work_pool.id", "work_queue.work_pool_id")
      .select((eb) => ["work_pool.name", eb.fn.countAll<number>().as("count")])
      .where("flow_run.state_type", "=", "SCHEDULED")
      .where("flow_run.state_name", "=", "Late")
      .groupBy("work_pool.name"),
  );

/** Deployments of which a run that was to start since then has failed, the one with the newest such run first. */
export const readDeploymentsWithFailures = query<{ since: Micros; limit: number }>()((db, p) =>
  db
    .selectFrom("flow_run")
    .innerJoin("deployment", "deployment.id", "flow_run.deployment_id")
    .select((eb) => [
      "deployment.id",
      "deployment.name",
      "deployment.flow_id",
      eb.fn.max("flow_run.expected_start_time").as("last"),
    ])
    .where("flow_run.state_type", "in", ["FAILED", "CRASHED"])
    .where("flow_run.expected_start_time", ">=", p("since"))
    .groupBy(["deployment.id", "deployment.name", "deployment.flow_id"])
    .orderBy("last", "desc")
    .limit(p("limit")),
);
