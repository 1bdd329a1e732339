/**
 * Writing many task runs and states at once. To PostgreSQL a batch goes in one statement, since each one is a journey; in
 * SQLite a prepared statement costs next to nothing.
 */
import { sql } from "kysely";
import { query, type Builder } from "../query.ts";
import { asJsonRows } from "../json-rows.ts";
import type { Transaction } from "../store.ts";
import type { TaskRunStateTable, TaskRunTable } from "../tables.ts";
import { insertTaskRunState } from "./states.ts";
import { CHANGING, COLUMNS, insertTaskRun, keepingStored, observeTaskRun, type ObservedTaskRun } from "./task-runs.ts";

const STATE_COLUMNS = [
  "id",
  "task_run_id",
  "type",
  "name",
  "timestamp",
  "message",
  "state_details",
  "data",
] as const satisfies readonly (keyof TaskRunStateTable)[];

const JSON_COLUMNS: ReadonlySet<string> = new Set([
  "empirical_policy",
  "tags",
  "labels",
  "task_inputs",
  "state_details",
  "data",
]);

const insertFromJson = query<{ rows: string }>()((db, p) =>
  db
    .insertInto("task_run")
    .columns(COLUMNS)
    .expression((eb) =>
      eb
        .selectFrom(sql<TaskRunTable>`json_populate_recordset(null::task_run, ${p("rows")}::json)`.as("given"))
        .select(COLUMNS),
    )
    .onConflict((conflict) => conflict.doNothing())
    .returning("id"),
);

/**
 * Not a declared query: those are planned once, and a plan made for an empty table reads all of a full one.
 */
const observeFromJson = (rows: string) => (db: Builder) =>
  db
    .updateTable("task_run")
    .from(sql<TaskRunTable>`json_populate_recordset(null::task_run, ${rows}::json)`.as("given"))
    .set(Object.fromEntries(CHANGING.map((column) => [column, keepingStored(column, sql.ref(`given.${column}`))])))
    .whereRef("task_run.id", "=", "given.id")
    .where((eb) =>
      eb.or([
        eb("task_run.state_timestamp", "is", null),
        eb("task_run.state_timestamp", "<", eb.ref("given.state_timestamp")),
      ]),
    )
    .returning("task_run.id");

const insertStatesFromJson = query<{ rows: string }>()((db, p) =>
  db
    .insertInto("task_run_state")
    .columns(STATE_COLUMNS)
    .expression((eb) =>
      eb
        .selectFrom(
          sql<TaskRunStateTable>`json_populate_recordset(null::task_run_state, ${p("rows")}::json)`.as("given"),
        )
        .select(STATE_COLUMNS),
    )
    .onConflict((conflict) => conflict.doNothing())
    .returning("id"),
);

type Ids = ReadonlySet<string>;

/** Runs one statement for all rows, or one for each; answers the ids of the rows that it wrote. */
async function write<Row extends { readonly id: string }>(
  tx: Transaction,
  rows: readonly Row[],
  together: (rows: string) => Promise<{ id: string }[]>,
  apart: (row: Row) => Promise<number>,
): Promise<Ids> {
  if (tx.dialect === "postgres" && rows.length > 1)
    return new Set((await together(asJsonRows(rows, JSON_COLUMNS))).map(({ id }) => id));
  const written = new Set<string>();
  for (const row of rows) if ((await apart(row)) > 0) written.add(row.id);
  return written;
}

/** Inserts runs whose id and natural key are free; answers the ids of those that got in. */
export const insertTaskRuns = (tx: Transaction, runs: readonly TaskRunTable[]): Promise<Ids> =>
  write(
    tx,
    runs,
    (rows) => tx.all(insertFromJson, { rows }),
    (row) => tx.run(insertTaskRun, row),
  );

/** Brings runs up to observed states, unless what is stored is as new; answers the ids of those that changed. */
export const observeTaskRuns = (tx: Transaction, runs: readonly ObservedTaskRun[]): Promise<Ids> =>
  write(
    tx,
    runs,
    (rows) => tx.rows(observeFromJson(rows)),
    (row) => tx.run(observeTaskRun, row),
  );

/** Adds states whose id, and instant in the run, is free; answers the ids of those that got in. */
export const insertTaskRunStates = (tx: Transaction, states: readonly TaskRunStateTable[]): Promise<Ids> =>
  write(
    tx,
    states,
    (rows) => tx.all(insertStatesFromJson, { rows }),
    (row) => tx.run(insertTaskRunState, row),
  );
