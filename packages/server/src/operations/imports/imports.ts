/**
 * `POST /weir/import`: takes in what was recorded elsewhere, with its ids and times.
 *
 * I1. Handing in the same twice, or in other pieces, changes nothing the second time.
 * I2. Each flow, each flow run, the events, the logs and the artifacts of a batch are a transaction each: a batch that
 *     breaks half-way is handed in again as a whole.
 * I3. The states that an import brings are told by the events that it brings, not by new ones.
 */
import {
  parseTime,
  type ImportBatch,
  type ImportedArtifact,
  type ImportedFlow,
  type ImportedLog,
  type ImportResult,
} from "@weir/contract";
import { stillThere } from "../../platform/errors.ts";
import { insertFlow, readFlowByName, updateFlowParameterSchema } from "../../storage/queries/flows.ts";
import { readNewestArtifact } from "../../storage/queries/artifacts.ts";
import { readArtifactIds, readLogsAt } from "../../storage/queries/imports.ts";
import { insertLogs, toLog } from "../../storage/queries/logs.ts";
import type { Transaction } from "../../storage/store.ts";
import type { LogTable } from "../../storage/tables.ts";
import { storeArtifact } from "../artifacts.ts";
import type { Context } from "../context.ts";
import { storable } from "../logs.ts";
import { receiveEvents, type IncomingEvent } from "../receive-events.ts";
import { importFlowRun } from "./flow-runs.ts";

/** What may come in: events are checked where they arrive. */
export type Incoming = Omit<ImportBatch, "events"> & { readonly events: readonly IncomingEvent[] };

export async function importBatch(context: Context, batch: Incoming): Promise<ImportResult> {
  const { store } = context;
  const { flows = [], flow_runs: flowRuns = [], events, logs = [], artifacts = [] } = batch;
  const ids: Record<string, string> = {};
  for (const flow of flows) ids[flow.id] = await store.write((tx) => importFlow(context, tx, flow));
  for (const run of flowRuns) await store.write((tx) => importFlowRun(context, tx, run));
  await receiveEvents(context, events);
  if (logs.length > 0) await store.write((tx) => importLogs(context, tx, logs));
  if (artifacts.length > 0) await store.write((tx) => importArtifacts(context, tx, artifacts));
  return { flows: ids };
}

/** Gives the id of the flow: its own, or that of the one that has its name. */
async function importFlow(context: Context, tx: Transaction, given: ImportedFlow): Promise<string> {
  const now = context.clock.now();
  const parameter_schema = given.parameter_schema == null ? null : JSON.stringify(given.parameter_schema);
  const fresh = {
    id: given.id.toLowerCase(),
    created: given.created ? parseTime(given.created) : now,
    updated: now,
    name: given.name,
    tags: JSON.stringify(given.tags ?? []),
    labels: JSON.stringify(given.labels ?? {}),
    parameter_schema,
  };
  if (await tx.first(insertFlow, fresh)) return fresh.id;
  const present = stillThere(await tx.first(readFlowByName, { name: given.name }));
  if (parameter_schema !== null && present.parameter_schema === null)
    await tx.run(updateFlowParameterSchema, { id: present.id, updated: now, parameter_schema });
  return present.id;
}

/**
 * Adds the lines that are not there. One whose acknowledgement was lost is there under another id: a process never
 * writes two lines at the same microsecond, so what is equal in everything else is the same line.
 */
async function importLogs(context: Context, tx: Transaction, lines: readonly ImportedLog[]): Promise<void> {
  const now = context.clock.now();
  const rows = lines.map((line): LogTable => ({
    id: line.id.toLowerCase(),
    created: now,
    updated: now,
    name: storable(line.name),
    level: line.level,
    message: storable(line.message),
    timestamp: parseTime(line.timestamp),
    flow_run_id: line.flow_run_id?.toLowerCase() ?? null,
    task_run_id: line.task_run_id?.toLowerCase() ?? null,
    fields: line.fields == null ? null : JSON.stringify(line.fields),
  }));
  const there = new Set<string>();
  for (const row of await tx.rows(readLogsAt([...new Set(rows.map(({ timestamp }) => timestamp))])))
    there.add(row.id).add(contentOf(row));
  const fresh = rows.filter((row) => !there.has(row.id) && !there.has(contentOf(row)));
  if (fresh.length === 0) return;
  await insertLogs(tx, fresh);
  tx.afterCommit(() => context.committed.logs(fresh.map(toLog)));
}

const contentOf = (row: Omit<LogTable, "id" | "created" | "updated" | "fields">): string =>
  JSON.stringify([row.timestamp, row.flow_run_id, row.task_run_id, row.name, row.level, row.message]);

async function importArtifacts(context: Context, tx: Transaction, given: readonly ImportedArtifact[]): Promise<void> {
  const ids = given.map(({ id }) => id.toLowerCase());
  const there = new Set((await tx.rows(readArtifactIds(ids))).map(({ id }) => id));
  for (const [index, artifact] of given.entries()) {
    const id = ids[index]!;
    if (there.has(id)) continue;
    const created = parseTime(artifact.created);
    const newest = artifact.key == null ? undefined : await tx.first(readNewestArtifact, { key: artifact.key });
    await storeArtifact(context, tx, { ...artifact, id }, created, newest === undefined || newest.created <= created);
  }
}
