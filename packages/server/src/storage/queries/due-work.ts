/**
 * The runs of work queues: those that are due, and those that take slots. Each question is answered by an index that
 * holds nothing but such runs, so that neither finished runs nor those of other queues cost anything.
 */
import { sql, type SqlBool } from "kysely";
import { query, type Builder } from "../query.ts";
import { selectListedFlowRuns } from "./flow-runs.ts";

/** The condition of the index `flow_run_queue_active`, word for word: SQLite uses the index only then. */
const isActive = sql<SqlBool>`flow_run.state_type in ('PENDING', 'RUNNING', 'CANCELLING')`;

/** A run that is tried again by the process that it failed in is nobody else's. */
const isFree = sql<SqlBool>`coalesce(flow_run.empirical_policy ->> 'retry_type', '') <> 'in_process'`;

/** The priorities that a run can have: each has its part of the index, in the order of time. */
const PRIORITIES = [-2, -1, 0, 1, 2] as const;

export interface DueWindow {
  readonly queueId: string;
  readonly before: number | null;
  readonly after: number | null;
  readonly limit: number;
  /** By so many microseconds a run goes before another whose priority is less by one. */
  readonly step: number;
}

/** The scheduled runs of a queue, the one to start first first: the first of each priority, and the first of those. */
export const readDueRuns =
  ({ queueId, before, after, limit, step }: DueWindow) =>
  (db: Builder) => {
    const [first, ...others] = PRIORITIES.map((priority) => {
      let due = db
        .selectFrom("flow_run")
        .select("flow_run.id")
        .where("flow_run.work_queue_id", "=", queueId)
        .where("flow_run.priority", "=", priority)
        .where("flow_run.next_scheduled_start_time", "is not", null)
        .where("flow_run.state_type", "=", "SCHEDULED")
        .where(isFree);
      if (before !== null) due = due.where("flow_run.next_scheduled_start_time", "<=", before);
      if (after !== null) due = due.where("flow_run.next_scheduled_start_time", ">=", after);
      return db.selectFrom(due.orderBy("flow_run.next_scheduled_start_time").limit(limit).as("due")).select("due.id");
    });
    return selectListedFlowRuns(db)
      .where(
        "flow_run.id",
        "in",
        others.reduce((all, one) => all.unionAll(one), first!),
      )
      .orderBy(sql`flow_run.next_scheduled_start_time - flow_run.priority * ${sql.lit(step)}`)
      .limit(limit);
  };

const EACH_PRIORITY = sql.raw(PRIORITIES.map((priority) => `select ${priority} as priority`).join(" union all "));

/** When the first run of these queues is to start that is not due yet: one look into the index for each priority. */
export const readNextDue = (queueIds: readonly string[], after: number) => (db: Builder) =>
  db
    .selectFrom(
      db
        .selectFrom("work_queue as q")
        .innerJoin(sql<{ priority: number }>`(${EACH_PRIORITY})`.as("p"), (join) => join.onTrue())
        .select((eb) =>
          eb
            .selectFrom("flow_run")
            .select("next_scheduled_start_time")
            .whereRef("work_queue_id", "=", "q.id")
            .where("flow_run.priority", "=", sql<number>`p.priority`)
            .where("next_scheduled_start_time", "is not", null)
            .where("next_scheduled_start_time", ">", after)
            .orderBy("next_scheduled_start_time")
            .limit(1)
            .as("time"),
        )
        .where("q.id", "in", queueIds)
        .as("next"),
    )
    .select((eb) => eb.fn.min<number | null>("next.time").as("time"));

export interface Ahead {
  readonly queueId: string;
  /** The run that is asked about, which does not count. */
  readonly id: string;
  /** Up to when runs of a priority go before it. */
  readonly until: (priority: number) => number;
  /** Beyond, nothing is counted. */
  readonly most: number;
}

/** How many runs of a queue go before one. */
export const countDueBefore =
  ({ queueId, id, until, most }: Ahead) =>
  (db: Builder) => {
    const [first, ...others] = PRIORITIES.map((priority) =>
      db
        .selectFrom(
          db
            .selectFrom("flow_run")
            .select("flow_run.id")
            .where("flow_run.work_queue_id", "=", queueId)
            .where("flow_run.priority", "=", priority)
            .where("flow_run.next_scheduled_start_time", "is not", null)
            .where("flow_run.next_scheduled_start_time", "<", until(priority))
            .where("flow_run.id", "!=", id)
            .where("flow_run.state_type", "=", "SCHEDULED")
            .where(isFree)
            .limit(most)
            .as("due"),
        )
        .select("due.id"),
    );
    return db
      .selectFrom(others.reduce((all, one) => all.unionAll(one), first!).as("earlier"))
      .select((eb) => eb.fn.countAll<number>().as("count"));
  };

/** How many runs take slots, by queue and type of state. */
export const countActiveRuns = (queueIds: readonly string[]) => (db: Builder) =>
  db
    .selectFrom("flow_run")
    .select(["work_queue_id", "state_type"])
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("work_queue_id", "in", queueIds)
    .where(isActive)
    .groupBy(["work_queue_id", "state_type"]);

/** The runs of queues that take slots, in the order of their ids. */
export const readActiveRuns =
  (queueIds: readonly string[], states: readonly string[], page: { limit: number; offset: number }) => (db: Builder) =>
    db
      .selectFrom("flow_run")
      .select(["id", "name", "state_type", "state_name", "start_time", "state_timestamp", "work_queue_id"])
      .where("work_queue_id", "in", queueIds)
      .where(isActive)
      .where("state_type", "in", states)
      .orderBy("id")
      .limit(page.limit)
      .offset(page.offset);

/** The pending runs of queues that were claimed under a token and nothing was heard of since. */
export const readRunsClaimed = (queueIds: readonly string[], token: string) => (db: Builder) =>
  selectListedFlowRuns(db)
    .where("flow_run.work_queue_id", "in", queueIds)
    .where(isActive)
    .where("flow_run.state_type", "=", "PENDING")
    .where(sql<SqlBool>`s.state_details ->> 'transition_id' = ${token}`)
    .orderBy("flow_run.id");

/** The queues of several pools, by id alone. */
export const readQueueIdsOf = (poolIds: readonly string[]) => (db: Builder) =>
  db.selectFrom("work_queue").select(["id", "work_pool_id"]).where("work_pool_id", "in", poolIds);

/** The scheduled runs of a deployment, the one to start first first; only those that anybody may begin, if that is asked. */
export const readDueRunsOfDeployment =
  (deploymentId: string, before: number | null, limit: number, only: { readonly isFree?: boolean } = {}) =>
  (db: Builder) => {
    let due = selectListedFlowRuns(db)
      .where("flow_run.deployment_id", "=", deploymentId)
      .where("flow_run.next_scheduled_start_time", "is not", null)
      .where("flow_run.state_type", "=", "SCHEDULED");
    if (only.isFree) due = due.where(isFree);
    if (before !== null) due = due.where("flow_run.next_scheduled_start_time", "<=", before);
    return due.orderBy("flow_run.next_scheduled_start_time").limit(limit);
  };

/** When the first run of these deployments is to start that is not due yet. */
export const readNextDueOfDeployments = (ids: readonly string[], after: number) => (db: Builder) =>
  db
    .selectFrom("flow_run")
    .select((eb) => eb.fn.min<number | null>("next_scheduled_start_time").as("time"))
    .where("deployment_id", "in", ids)
    .where("next_scheduled_start_time", ">", after);

/** The pending runs of deployments that were claimed under a token and nothing was heard of since. */
export const readRunsClaimedOfDeployments = (ids: readonly string[], token: string) => (db: Builder) =>
  selectListedFlowRuns(db)
    .where("flow_run.deployment_id", "in", ids)
    .where(sql<SqlBool>`flow_run.state_type in ('PENDING', 'RUNNING', 'PAUSED', 'CANCELLING')`)
    .where("flow_run.state_type", "=", "PENDING")
    .where(sql<SqlBool>`s.state_details ->> 'transition_id' = ${token}`)
    .orderBy("flow_run.id");

/** Runs of a queue that are late. */
export const countLateRuns = query<{ queue_id: string }>()((db, p) =>
  db
    .selectFrom("flow_run")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("work_queue_id", "=", p("queue_id"))
    .where("next_scheduled_start_time", "is not", null)
    .where("state_name", "=", "Late"),
);
