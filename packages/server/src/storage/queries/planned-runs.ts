/**
 * Inserting runs that schedules have planned, many at once. Their idempotency keys make it harmless to plan a time twice,
 * also for several servers at the same moment. To PostgreSQL a batch goes in one statement, since each one is a journey;
 * in SQLite a prepared statement costs next to nothing.
 */
import { sql } from "kysely";
import { asJsonRows } from "../json-rows.ts";
import { query } from "../query.ts";
import type { Transaction } from "../store.ts";
import type { FlowRunStateTable, FlowRunTable } from "../tables.ts";
import { insertFlowRun } from "./flow-runs.ts";
import { insertFlowRunState } from "./states.ts";

/** A run that is planned, with the state it is in. */
export interface PlannedRun {
  readonly run: FlowRunTable;
  readonly state: FlowRunStateTable;
}

const RUN_JSON: ReadonlySet<string> = new Set([
  "parameters",
  "context",
  "empirical_policy",
  "tags",
  "labels",
  "created_by",
  "job_variables",
]);
const STATE_JSON: ReadonlySet<string> = new Set(["state_details", "data"]);

const insertRuns = query<{ rows: string }>()((db, p) =>
  db
    .insertInto("flow_run")
    .expression((eb) =>
      eb
        .selectFrom(sql<FlowRunTable>`json_populate_recordset(null::flow_run, ${p("rows")}::json)`.as("given"))
        .selectAll(),
    )
    .onConflict((conflict) =>
      conflict.columns(["flow_id", "idempotency_key"]).where("idempotency_key", "is not", null).doNothing(),
    )
    .returning("id"),
);

const insertStates = query<{ rows: string }>()((db, p) =>
  db
    .insertInto("flow_run_state")
    .expression((eb) =>
      eb
        .selectFrom(
          sql<FlowRunStateTable>`json_populate_recordset(null::flow_run_state, ${p("rows")}::json)`.as("given"),
        )
        .selectAll(),
    ),
);

async function insertTogether(tx: Transaction, planned: readonly PlannedRun[]): Promise<string[]> {
  const runs = asJsonRows(
    planned.map(({ run }) => run),
    RUN_JSON,
  );
  const inserted = new Set((await tx.all(insertRuns, { rows: runs })).map(({ id }) => id));
  const states = planned.filter(({ run }) => inserted.has(run.id)).map(({ state }) => state);
  if (states.length > 0) await tx.run(insertStates, { rows: asJsonRows(states, STATE_JSON) });
  return [...inserted];
}

async function insertApart(tx: Transaction, planned: readonly PlannedRun[]): Promise<string[]> {
  const inserted: string[] = [];
  for (const { run, state } of planned) {
    if ((await tx.run(insertFlowRun, run)) === 0) continue;
    await tx.run(insertFlowRunState, state);
    inserted.push(run.id);
  }
  return inserted;
}

/** Inserts the runs whose keys are free; answers the ids of those that got in. */
export async function insertPlannedRuns(
  tx: Transaction,
  planned: readonly PlannedRun[],
  batchSize: number,
): Promise<string[]> {
  const insert = tx.dialect === "postgres" ? insertTogether : insertApart;
  const inserted: string[] = [];
  for (let at = 0; at < planned.length; at += batchSize)
    inserted.push(...(await insert(tx, planned.slice(at, at + batchSize))));
  return inserted;
}
