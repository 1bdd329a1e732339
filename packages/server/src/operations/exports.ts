/**
 * Hands out what a database has recorded of runs, as batches that `importBatch` of another server takes in. An order that
 * holds for it: what is referred to comes first.
 */
import { formatTime, type Event, type ImportBatch, type ImportedFlowRun, type ImportedState } from "@weir/contract";
import {
  readAllFlows,
  readArtifactsAfter,
  readEventsFrom,
  readFlowRunsAfter,
  readLogsAfter,
  readTaskRunsWithoutEvents,
  type Place,
} from "../storage/queries/exports.ts";
import { toFlow } from "../storage/queries/flows.ts";
import { readStatesOfFlowRun, readStatesOfTaskRun } from "../storage/queries/imports.ts";
import { toArtifact } from "../storage/queries/artifacts.ts";
import { toLog } from "../storage/queries/logs.ts";
import { toState, type StateRow } from "../storage/queries/states.ts";
import { toTaskRun } from "../storage/queries/task-runs.ts";
import type { Reader, Store } from "../storage/store.ts";
import type { FlowRunTable } from "../storage/tables.ts";
import type { Context } from "./context.ts";

/** Rows of a batch. */
const PAGE = 250;
/** Flow runs of a batch, each with its states and parameters. */
const RUN_PAGE = 20;
const NIL = "00000000-0000-0000-0000-000000000000";
const START: Place = { at: Number.MIN_SAFE_INTEGER, id: NIL };

/** The server's own tellings of what an import itself brings about. */
const RETOLD = "prefect.artifact-collection.";

export async function* exportBatches({ store }: Pick<Context, "store">): AsyncGenerator<ImportBatch, void> {
  const flows = await store.read((db) => db.all(readAllFlows, {}));
  if (flows.length === 0) return;
  yield {
    flows: flows.map((row) => ({
      ...toFlow(row),
      parameter_schema: parsed(row.parameter_schema),
    })),
  };
  for await (const flow_runs of pages(store, RUN_PAGE, readRuns, ({ created, id }) => ({ at: created, id })))
    yield { flow_runs: flow_runs.map(({ exported }) => exported) };
  let seq = 0;
  for (;;) {
    const rows = await store.read((db) => db.all(readEventsFrom, { seq, limit: PAGE }));
    if (rows.length === 0) break;
    const events = rows.map(({ body }) => JSON.parse(body) as Event);
    yield { events: events.filter(({ event }) => !event.startsWith(RETOLD)) };
    seq = rows.at(-1)!.seq;
  }
  const readLogs = (db: Reader, place: Place, limit: number) => db.all(readLogsAfter, { ...place, limit });
  for await (const rows of pages(store, PAGE, readLogs, ({ timestamp, id }) => ({ at: timestamp, id })))
    yield { logs: rows.map((row) => ({ ...toLog(row), fields: parsed(row.fields) })) };
  const readArtifacts = (db: Reader, place: Place, limit: number) => db.all(readArtifactsAfter, { ...place, limit });
  for await (const rows of pages(store, PAGE, readArtifacts, ({ created, id }) => ({ at: created, id })))
    yield { artifacts: rows.map(toArtifact) as ImportBatch["artifacts"] };
}

const parsed = (text: string | null): Record<string, unknown> | null =>
  text === null ? null : (JSON.parse(text) as Record<string, unknown>);

async function* pages<T>(
  store: Store,
  limit: number,
  read: (db: Reader, place: Place, limit: number) => Promise<T[]>,
  placeOf: (row: T) => Place,
): AsyncGenerator<T[], void> {
  let place = START;
  for (;;) {
    const rows = await store.read((db) => read(db, place, limit));
    if (rows.length === 0) return;
    yield rows;
    place = placeOf(rows.at(-1)!);
  }
}

interface ExportedRun extends Pick<FlowRunTable, "created" | "id"> {
  readonly exported: ImportedFlowRun;
}

async function readRuns(db: Reader, place: Place, limit: number): Promise<ExportedRun[]> {
  const rows = await db.all(readFlowRunsAfter, { ...place, limit });
  const runs: ExportedRun[] = [];
  for (const row of rows) runs.push({ created: row.created, id: row.id, exported: await exportedRun(db, row) });
  return runs;
}

const statesOf = (rows: readonly StateRow[]): ImportedState[] => rows.map(toState) as ImportedState[];

async function exportedRun(db: Reader, row: FlowRunTable): Promise<ImportedFlowRun> {
  const taskRuns = await db.all(readTaskRunsWithoutEvents, { flow_run_id: row.id });
  const task_runs: ImportedFlowRun["task_runs"] = [];
  for (const taskRun of taskRuns)
    task_runs.push({
      ...toTaskRun(taskRun, 0),
      states: statesOf(await db.all(readStatesOfTaskRun, { task_run_id: taskRun.id })),
    });
  const json = (text: string): never => JSON.parse(text) as never;
  return {
    id: row.id,
    flow_id: row.flow_id,
    created: formatTime(row.created),
    name: row.name,
    flow_version: row.flow_version,
    deployment_id: row.deployment_id,
    parameters: json(row.parameters),
    context: json(row.context),
    empirical_policy: json(row.empirical_policy),
    tags: json(row.tags),
    labels: json(row.labels),
    parent_task_run_id: row.parent_task_run_id,
    idempotency_key: row.idempotency_key,
    created_by: row.created_by === null ? null : json(row.created_by),
    job_variables: row.job_variables === null ? null : json(row.job_variables),
    states: statesOf(await db.all(readStatesOfFlowRun, { flow_run_id: row.id })),
    task_runs,
  };
}
