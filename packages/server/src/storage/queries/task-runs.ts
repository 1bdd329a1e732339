import { formatTime, toSeconds, type Micros, type TaskRun } from "@weir/contract";
import { sql, type RawBuilder } from "kysely";
import { query, type Builder } from "../query.ts";
import type { Transaction } from "../store.ts";
import type { TaskRunStateCacheTable, TaskRunTable } from "../tables.ts";
import { lateness, runTime } from "./flow-runs.ts";
import { joinedState, type JoinedState } from "./states.ts";

/** A run with its current state. */
export type TaskRunRow = TaskRunTable & JoinedState;

export const selectTaskRuns = (db: Builder) =>
  db
    .selectFrom("task_run")
    .leftJoin("task_run_state as s", "s.id", "task_run.state_id")
    .selectAll("task_run")
    .select(["s.message as s_message", "s.state_details as s_details", "s.data as s_data"]);

const time = (value: Micros | null): string | null => (value === null ? null : formatTime(value));

export const toTaskRun = (row: TaskRunRow, now: Micros): TaskRun => ({
  id: row.id,
  created: formatTime(row.created),
  updated: formatTime(row.updated),
  name: row.name,
  flow_run_id: row.flow_run_id,
  task_key: row.task_key,
  dynamic_key: row.dynamic_key,
  cache_key: row.cache_key,
  cache_expiration: time(row.cache_expiration),
  task_version: row.task_version,
  empirical_policy: JSON.parse(row.empirical_policy) as TaskRun["empirical_policy"],
  tags: JSON.parse(row.tags) as string[],
  labels: JSON.parse(row.labels) as TaskRun["labels"],
  state_id: row.state_id,
  task_inputs: JSON.parse(row.task_inputs) as TaskRun["task_inputs"],
  state_type: row.state_type as TaskRun["state_type"],
  state_name: row.state_name,
  run_count: row.run_count,
  flow_run_run_count: row.flow_run_run_count,
  expected_start_time: time(row.expected_start_time),
  next_scheduled_start_time: time(row.next_scheduled_start_time),
  start_time: time(row.start_time),
  end_time: time(row.end_time),
  total_run_time: toSeconds(row.total_run_time),
  estimated_run_time: toSeconds(runTime(row, now)),
  estimated_start_time_delta: toSeconds(lateness(row, now)),
  state: joinedState(row),
});

export const readTaskRun = query<{ id: string }>()((db, p) => selectTaskRuns(db).where("task_run.id", "=", p("id")));

const lockRow = query<{ id: string }>()((db, p) =>
  db.selectFrom("task_run").select("id").where("id", "=", p("id")).forUpdate(),
);

/** Reads a run that is about to change; on PostgreSQL other transactions wait for this one (see `lockFlowRun`). */
export async function lockTaskRun(tx: Transaction, id: string): Promise<TaskRunRow | undefined> {
  if (tx.dialect === "postgres") await tx.first(lockRow, { id });
  return tx.first(readTaskRun, { id });
}

export const readTaskRunByKey = query<{ flow_run_id: string; task_key: string; dynamic_key: string }>()((db, p) =>
  selectTaskRuns(db)
    .where("task_run.flow_run_id", "=", p("flow_run_id"))
    .where("task_run.task_key", "=", p("task_key"))
    .where("task_run.dynamic_key", "=", p("dynamic_key")),
);

/** The same for runs outside of any flow, for which no unique index stands. */
export const readLooseTaskRunByKey = query<{ task_key: string; dynamic_key: string }>()((db, p) =>
  selectTaskRuns(db)
    .where("task_run.flow_run_id", "is", null)
    .where("task_run.task_key", "=", p("task_key"))
    .where("task_run.dynamic_key", "=", p("dynamic_key")),
);

export const readTaskRunLabel = query<{ id: string }>()((db, p) =>
  db.selectFrom("task_run").select(["name", "tags"]).where("id", "=", p("id")),
);

export const COLUMNS = [
  "id",
  "created",
  "updated",
  "name",
  "flow_run_id",
  "task_key",
  "dynamic_key",
  "cache_key",
  "cache_expiration",
  "task_version",
  "empirical_policy",
  "tags",
  "labels",
  "task_inputs",
  "flow_run_run_count",
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
] as const satisfies readonly (keyof TaskRunTable)[];

/** Inserts a run unless its id or natural key is taken; answers the rows that got in. */
export const insertTaskRun = query<TaskRunTable>()((db, p) =>
  db
    .insertInto("task_run")
    .values(Object.fromEntries(COLUMNS.map((column) => [column, p(column)])) as unknown as TaskRunTable)
    .onConflict((conflict) => conflict.doNothing()),
);

type Fixed = "id" | "created" | "flow_run_id" | "task_key" | "dynamic_key";
const FIXED: readonly string[] = ["id", "created", "flow_run_id", "task_key", "dynamic_key"] satisfies Fixed[];
/** Columns that neither identify a run nor say when it was made. */
export const CHANGING = COLUMNS.filter((column) => !FIXED.includes(column)) as Exclude<
  (typeof COLUMNS)[number],
  Fixed
>[];

/** Writes everything of a run that can change. */
export const updateTaskRun = query<TaskRunTable>()((db, p) =>
  db
    .updateTable("task_run")
    .set(Object.fromEntries(CHANGING.map((column) => [column, p(column)])))
    .where("id", "=", p("id")),
);

/** What an event may set of a run; null keeps what is stored. */
export type ObservedTaskRun = { [Column in Exclude<keyof TaskRunTable, Fixed>]: TaskRunTable[Column] | null } & {
  id: string;
};

/** An observed value, or where there is none the stored one. */
export const keepingStored = (column: string, observed: unknown): RawBuilder<never> =>
  sql<never>`coalesce(${observed}, ${sql.ref(`task_run.${column}`)})`;

/** Brings a run up to an observed state, unless what is stored is as new; answers the rows that changed. */
export const observeTaskRun = query<ObservedTaskRun>()((db, p) =>
  db
    .updateTable("task_run")
    .set(Object.fromEntries(CHANGING.map((column) => [column, keepingStored(column, p(column))])))
    .where("id", "=", p("id"))
    .where((eb) => eb.or([eb("state_timestamp", "is", null), eb("state_timestamp", "<", p("state_timestamp"))])),
);

export const renameTaskRun = query<{ id: string; updated: number; name: string }>()((db, p) =>
  db
    .updateTable("task_run")
    .set({ updated: p("updated"), name: p("name") })
    .where("id", "=", p("id")),
);

export const deleteTaskRun = query<{ id: string }>()((db, p) => db.deleteFrom("task_run").where("id", "=", p("id")));

export const insertCachedState = query<TaskRunStateCacheTable>()((db, p) =>
  db.insertInto("task_run_state_cache").values({
    cache_key: p("cache_key"),
    created: p("created"),
    cache_expiration: p("cache_expiration"),
    task_run_state_id: p("task_run_state_id"),
  }),
);

/** The newest state under a key that has not expired. */
export const readCachedState = query<{ cache_key: string; now: number }>()((db, p) =>
  db
    .selectFrom("task_run_state_cache as c")
    .innerJoin("task_run_state as s", "s.id", "c.task_run_state_id")
    .select(["s.id", "s.type", "s.name", "s.timestamp", "s.message", "s.state_details", "s.data"])
    .where("c.cache_key", "=", p("cache_key"))
    .where((eb) => eb.or([eb("c.cache_expiration", "is", null), eb("c.cache_expiration", ">", p("now"))]))
    .orderBy("c.created", "desc")
    .limit(1),
);
