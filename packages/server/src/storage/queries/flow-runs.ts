import { formatTime, isFinalType, toSeconds, type FlowRunResponse, type Micros } from "@weir/contract";
import type { Compilable } from "kysely";
import { query, type Builder, type Query } from "../query.ts";
import type { Transaction } from "../store.ts";
import type { FlowRunTable } from "../tables.ts";
import { joinedState, type JoinedState } from "./states.ts";

/** The queue that a run is in, and its pool; nulls where it is in none, or its queue is gone. */
export interface JoinedPool {
  readonly queue_name: string | null;
  readonly pool_id: string | null;
  readonly pool_name: string | null;
  readonly pool_type: string | null;
}

/** A run with its current state. */
export type ListedFlowRun = FlowRunTable & JoinedState & JoinedPool;

/** The same with what its answers and events repeat of its flow. */
export type FlowRunRow = ListedFlowRun & { readonly flow_name: string; readonly flow_tags: string };

/** Runs as lists show them: each with its current state, in one query. */
export const selectListedFlowRuns = (db: Builder) =>
  db
    .selectFrom("flow_run")
    .leftJoin("flow_run_state as s", "s.id", "flow_run.state_id")
    .leftJoin("work_queue", "work_queue.id", "flow_run.work_queue_id")
    .leftJoin("work_pool", "work_pool.id", "work_queue.work_pool_id")
    .selectAll("flow_run")
    .select(["s.message as s_message", "s.state_details as s_details", "s.data as s_data"])
    .select("work_queue.name as queue_name")
    .select(["work_pool.id as pool_id", "work_pool.name as pool_name", "work_pool.type as pool_type"]);

/** Runs as they are read elsewhere. */
export const selectFlowRuns = (db: Builder) =>
  selectListedFlowRuns(db)
    .innerJoin("flow", "flow.id", "flow_run.flow_id")
    .select(["flow.name as flow_name", "flow.tags as flow_tags"]);

const time = (value: Micros | null): string | null => (value === null ? null : formatTime(value));

/** How much later than expected a run started, or is by now (spec CORE, 1.4). */
export function lateness(
  row: Pick<FlowRunTable, "start_time" | "expected_start_time" | "state_type">,
  now: Micros,
): Micros {
  const { start_time, expected_start_time: expected } = row;
  if (expected === null) return 0;
  if (start_time !== null) return start_time > expected ? start_time - expected : 0;
  return !isFinalType(row.state_type) && expected < now ? now - expected : 0;
}

/** The time a run has spent running, by now. */
export const runTime = (
  row: Pick<FlowRunTable, "total_run_time" | "state_type" | "state_timestamp">,
  now: Micros,
): Micros => row.total_run_time + (row.state_type === "RUNNING" ? Math.max(0, now - row.state_timestamp!) : 0);

export const toFlowRun = (row: ListedFlowRun, now: Micros): FlowRunResponse => ({
  id: row.id,
  created: formatTime(row.created),
  updated: formatTime(row.updated),
  name: row.name,
  flow_id: row.flow_id,
  state_id: row.state_id,
  deployment_id: row.deployment_id,
  deployment_version: row.deployment_version,
  // A run keeps the id of a queue that was deleted; nobody can do anything with it.
  work_queue_id: row.pool_id === null ? null : row.work_queue_id,
  work_queue_name: row.queue_name ?? row.work_queue_name,
  flow_version: row.flow_version,
  parameters: JSON.parse(row.parameters) as Record<string, unknown>,
  idempotency_key: row.idempotency_key,
  context: JSON.parse(row.context) as Record<string, unknown>,
  empirical_policy: JSON.parse(row.empirical_policy) as FlowRunResponse["empirical_policy"],
  tags: JSON.parse(row.tags) as string[],
  labels: JSON.parse(row.labels) as FlowRunResponse["labels"],
  parent_task_run_id: row.parent_task_run_id,
  state_type: row.state_type as FlowRunResponse["state_type"],
  state_name: row.state_name,
  run_count: row.run_count,
  expected_start_time: time(row.expected_start_time),
  next_scheduled_start_time: time(row.next_scheduled_start_time),
  start_time: time(row.start_time),
  end_time: time(row.end_time),
  total_run_time: toSeconds(row.total_run_time),
  estimated_run_time: toSeconds(runTime(row, now)),
  estimated_start_time_delta: toSeconds(lateness(row, now)),
  auto_scheduled: row.auto_scheduled === 1,
  infrastructure_document_id: row.infrastructure_document_id,
  infrastructure_pid: row.infrastructure_pid,
  created_by: row.created_by === null ? null : (JSON.parse(row.created_by) as FlowRunResponse["created_by"]),
  work_pool_id: row.pool_id,
  work_pool_name: row.pool_name,
  state: joinedState(row),
  job_variables: row.job_variables === null ? null : (JSON.parse(row.job_variables) as Record<string, unknown>),
});

/** What states runs are in; those that are gone are left out. */
export const statesOfRuns =
  (ids: readonly string[]) =>
  (db: Builder): Compilable<Pick<FlowRunTable, "id" | "state_type">> =>
    db.selectFrom("flow_run").select(["id", "state_type"]).where("id", "in", ids);

export const readFlowRun = query<{ id: string }>()((db, p) => selectFlowRuns(db).where("flow_run.id", "=", p("id")));

const lockRow = query<{ id: string }>()((db, p) =>
  db.selectFrom("flow_run").select("id").where("id", "=", p("id")).forUpdate(),
);

/**
 * Reads a run that is about to change. On PostgreSQL other transactions wait for this one; the row is locked first and
 * read by a second statement, because a statement that had to wait for the lock would join the states of its own, older
 * snapshot to the run's new row.
 */
export async function lockFlowRun(tx: Transaction, id: string): Promise<FlowRunRow | undefined> {
  if (tx.dialect === "postgres") await tx.first(lockRow, { id });
  return tx.first(readFlowRun, { id });
}

/** True for a run that is there, and on PostgreSQL stays there until the transaction ends. */
export const holdFlowRun = query<{ id: string }>()((db, p, dialect) => {
  const select = db.selectFrom("flow_run").select("id").where("id", "=", p("id"));
  return dialect === "postgres" ? select.forKeyShare() : select;
});

export const readFlowRunByKey = query<{ flow_id: string; idempotency_key: string }>()((db, p) =>
  selectFlowRuns(db)
    .where("flow_run.flow_id", "=", p("flow_id"))
    .where("flow_run.idempotency_key", "=", p("idempotency_key")),
);

const COLUMNS = [
  "id",
  "created",
  "updated",
  "name",
  "flow_id",
  "flow_version",
  "deployment_id",
  "deployment_version",
  "work_queue_id",
  "work_queue_name",
  "parameters",
  "idempotency_key",
  "context",
  "empirical_policy",
  "tags",
  "labels",
  "parent_task_run_id",
  "auto_scheduled",
  "infrastructure_document_id",
  "infrastructure_pid",
  "created_by",
  "job_variables",
  "attempt",
  "lease_expires",
  "heartbeat",
  "lost",
  "priority",
  "version_id",
  "state_id",
  "state_type",
  "state_name",
  "state_timestamp",
  "run_count",
  "expected_start_time",
  "next_scheduled_start_time",
  "start_time",
  "end_time",
  "total_run_time",
] as const satisfies readonly (keyof FlowRunTable)[];

/** Inserts a run unless its idempotency key is taken; answers the rows that got in. */
export const insertFlowRun = query<FlowRunTable>()((db, p) =>
  db
    .insertInto("flow_run")
    .values(Object.fromEntries(COLUMNS.map((column) => [column, p(column)])) as unknown as FlowRunTable)
    .onConflict((conflict) =>
      conflict.columns(["flow_id", "idempotency_key"]).where("idempotency_key", "is not", null).doNothing(),
    ),
);

/** What a transition changes on its run. */
export type FlowRunProgress = Pick<
  FlowRunTable,
  | "id"
  | "updated"
  | "empirical_policy"
  | "attempt"
  | "lease_expires"
  | "heartbeat"
  | "lost"
  | "state_id"
  | "state_type"
  | "state_name"
  | "state_timestamp"
  | "run_count"
  | "expected_start_time"
  | "next_scheduled_start_time"
  | "start_time"
  | "end_time"
  | "total_run_time"
>;

/** The columns that most transitions leave as they are; most of them are indexed. */
const SELDOM = [
  "lease_expires",
  "heartbeat",
  "lost",
  "expected_start_time",
  "next_scheduled_start_time",
  "start_time",
  "end_time",
] as const satisfies readonly (keyof FlowRunProgress)[];

const progress = (changed: readonly (typeof SELDOM)[number][]): Query<FlowRunProgress, unknown> =>
  query<FlowRunProgress>()((db, p) =>
    db
      .updateTable("flow_run")
      .set({
        updated: p("updated"),
        empirical_policy: p("empirical_policy"),
        attempt: p("attempt"),
        state_id: p("state_id"),
        state_type: p("state_type"),
        state_name: p("state_name"),
        state_timestamp: p("state_timestamp"),
        run_count: p("run_count"),
        total_run_time: p("total_run_time"),
        ...Object.fromEntries(changed.map((column) => [column, p(column)])),
      })
      .where("id", "=", p("id")),
  );

const PROGRESS = new Map<string, Query<FlowRunProgress, unknown>>();

/**
 * The update that takes a run's row from one transition to the next. It names only those of the seldom changed columns
 * that did change: SQLite writes every index anew of which an update names a column, whether the value differs or not.
 */
export function updateFlowRunProgress(
  before: FlowRunProgress,
  after: FlowRunProgress,
): Query<FlowRunProgress, unknown> {
  const changed = SELDOM.filter((column) => before[column] !== after[column]);
  const key = changed.join();
  const known = PROGRESS.get(key);
  if (known) return known;
  const made = progress(changed);
  PROGRESS.set(key, made);
  return made;
}

export const updateFlowRunPolicy = query<{ id: string; updated: number; empirical_policy: string }>()((db, p) =>
  db
    .updateTable("flow_run")
    .set({ updated: p("updated"), empirical_policy: p("empirical_policy") })
    .where("id", "=", p("id")),
);

/** What a PATCH may change. */
export type FlowRunDetails = Pick<
  FlowRunTable,
  | "id"
  | "updated"
  | "name"
  | "flow_version"
  | "parameters"
  | "empirical_policy"
  | "tags"
  | "infrastructure_pid"
  | "job_variables"
  | "labels"
>;

export const updateFlowRunDetails = query<FlowRunDetails>()((db, p) =>
  db
    .updateTable("flow_run")
    .set({
      updated: p("updated"),
      name: p("name"),
      flow_version: p("flow_version"),
      parameters: p("parameters"),
      empirical_policy: p("empirical_policy"),
      tags: p("tags"),
      infrastructure_pid: p("infrastructure_pid"),
      job_variables: p("job_variables"),
      labels: p("labels"),
    })
    .where("id", "=", p("id")),
);

export const deleteFlowRun = query<{ id: string }>()((db, p) => db.deleteFrom("flow_run").where("id", "=", p("id")));

export const deleteFlowRunLogs = query<{ id: string }>()((db, p) =>
  db.deleteFrom("log").where("flow_run_id", "=", p("id")),
);
