import { fieldsText, formatTime, parseTime, type Log, type LogCreate, type LogCreateAdditions } from "@weir/contract";
import { notFound } from "../platform/errors.ts";
import { uuid7 } from "../platform/ids.ts";
import { readFlowRun } from "../storage/queries/flow-runs.ts";
import {
  filterLogs,
  insertLogs,
  readFlowRunLogsAfter,
  readLogsById,
  toLog,
  type LogRange,
} from "../storage/queries/logs.ts";
import type { LogTable } from "../storage/tables.ts";
import type { Context } from "./context.ts";
import { renewalsByLogs, renewLeases } from "./flow-runs/leases.ts";

/** Lines of a download that are read at once. */
const PAGE = 500;
const NIL = "00000000-0000-0000-0000-000000000000";

/** Without what no database keeps: NUL characters and halves of surrogate pairs. A line is never refused for them. */
export const storable = (text: string): string => text.replaceAll("\0", "").toWellFormed();

/** The same for every text in a JSON value. */
function storableValue(value: unknown): unknown {
  if (typeof value === "string") return storable(value);
  if (Array.isArray(value)) return value.map(storableValue);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [storable(name), storableValue(inner)]));
}

/** What stands beside the message of a line, as it is kept. */
function fieldsOf(additions: LogCreateAdditions | undefined): Record<string, unknown> | null {
  const { fields } = additions ?? {};
  if (!fields || Object.keys(fields).length === 0) return null;
  return storableValue(fields) as Record<string, unknown>;
}

/**
 * Adds lines, in full length; those who follow them hear of them.
 *
 * @param additions of each line, in the same order
 */
export async function createLogs(
  context: Context,
  lines: readonly LogCreate[],
  additions: readonly (LogCreateAdditions | undefined)[] = [],
): Promise<void> {
  if (lines.length === 0) return;
  const now = context.clock.now();
  const rows = lines.map((line, index): LogTable => {
    const fields = fieldsOf(additions[index]);
    return {
      id: uuid7(),
      created: now,
      updated: now,
      name: storable(line.name),
      level: line.level,
      message: storable(line.message) + (fields ? fieldsText(fields) : ""),
      timestamp: parseTime(line.timestamp),
      flow_run_id: line.flow_run_id?.toLowerCase() ?? null,
      task_run_id: line.task_run_id?.toLowerCase() ?? null,
      fields: fields && JSON.stringify(fields),
    };
  });
  const renewals = renewalsByLogs(context, rows, now);
  await context.store.write(async (tx) => {
    await insertLogs(tx, rows);
    await renewLeases(context, tx, renewals, now);
    tx.afterCommit(() => context.committed.logs(rows.map(toLog)));
  });
}

export async function listLogs({ store }: Context, range: LogRange): Promise<Log[]> {
  // The lines of a few runs are found by an index, unless a text is looked for in all of them.
  const { flow_run_id, task_run_id, operator, text } = range.filter ?? {};
  const few = (flow_run_id?.any_ ?? task_run_id?.any_) && operator !== "or_" && !text;
  const rows = await store[few ? "read" : "scan"]((db) => db.rows(filterLogs(db.dialect, range)));
  return rows.map(toLog);
}

/** Lines by their ids, in the order in which they were made. */
export const readLogs = ({ store }: Context, ids: readonly string[]): Promise<Log[]> =>
  store.read(async (db) => (await db.rows(readLogsById(ids))).map(toLog));

export interface LogDownload {
  readonly flowRunName: string;
  readonly csv: AsyncIterable<string>;
}

/** All lines of a flow run as CSV, piece by piece. */
export async function downloadLogs({ store }: Context, flowRunId: string): Promise<LogDownload> {
  const run = await store.read((db) => db.first(readFlowRun, { id: flowRunId }));
  if (!run) throw notFound("Flow run");
  return { flowRunName: run.name, csv: csvOf(store, run.id) };
}

async function* csvOf(store: Context["store"], flow_run_id: string): AsyncGenerator<string> {
  yield "timestamp,level,flow_run_id,task_run_id,message\r\n";
  let place = { timestamp: Number.MIN_SAFE_INTEGER, id: NIL };
  for (;;) {
    const rows = await store.read((db) => db.all(readFlowRunLogsAfter, { flow_run_id, ...place, limit: PAGE }));
    if (rows.length === 0) return;
    yield rows.map(csvRow).join("");
    place = rows.at(-1)!;
  }
}

/** As Python writes an instant. */
const pythonTime = (time: number): string =>
  formatTime(time)
    .replace("T", " ")
    .replace(/(\.0{6})?Z$/, "+00:00");

const csvField = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const csvRow = (row: LogTable): string =>
  `${[pythonTime(row.timestamp), row.level, row.flow_run_id ?? "", row.task_run_id ?? "", csvField(row.message)].join()}\r\n`;
