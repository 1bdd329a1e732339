/** Log lines across runs. A cursor carries the place where the next page starts; clients only hand it back. */
import { fieldValue, parseTime, type FoundLog, type LogPage, type LogQuery } from "@weir/contract";
import { Refusal } from "../platform/errors.ts";
import { isUuid } from "../platform/ids.ts";
import { lanesOf, type LogConditions } from "../storage/queries/log-lanes.ts";
import { readLogPage, type LogPlace } from "../storage/queries/log-pages.ts";
import { indexedText, namesOfRuns, toLog } from "../storage/queries/logs.ts";
import type { Context } from "./context.ts";
import { storable } from "./logs.ts";

const DEFAULT_LIMIT = 100;

export async function queryLogs({ store }: Context, query: LogQuery): Promise<LogPage> {
  const { order = "newest", limit = DEFAULT_LIMIT, cursor } = query;
  const after = cursor === undefined ? undefined : parseCursor(cursor);
  const wanted = conditionsOf(query);
  const { lanes, rest } = await store.read((db) => lanesOf(db, wanted));
  // What is looked at line by line, or gathered from many runs, keeps no other request waiting.
  return store[rest || lanes.length > 1 ? "scan" : "read"](async (db) => {
    const newestFirst = order === "newest";
    const { since, until } = wanted;
    const { rows, next } = await readLogPage(db, { lanes, rest, since, until, newestFirst, after, limit });
    const ids = [...new Set(rows.flatMap(({ flow_run_id }) => flow_run_id ?? []))];
    const names = new Map(ids.length === 0 ? [] : (await db.rows(namesOfRuns(ids))).map(({ id, name }) => [id, name]));
    const logs = rows.map((row): FoundLog => ({
      ...toLog(row),
      fields: row.fields === null ? null : (JSON.parse(row.fields) as Record<string, unknown>),
      flow_run_name: names.get(row.flow_run_id ?? "") ?? null,
    }));
    return { logs, next: next ? cursorOf(next) : null };
  });
}

const small = (id: string): string => id.toLowerCase();
const instant = (time: string | undefined): number | undefined => (time === undefined ? undefined : parseTime(time));

const conditionsOf = (query: LogQuery): LogConditions => ({
  flowId: query.flow_id?.toLowerCase(),
  flowRunIds: query.flow_run_ids && [...new Set(query.flow_run_ids.map(small))],
  taskRunIds: query.task_run_ids && [...new Set(query.task_run_ids.map(small))],
  level: query.level,
  text: query.text && storable(query.text),
  fields: Object.entries(query.fields ?? {}).map(([name, value]) => ({
    name: indexedText(name),
    value: indexedText(fieldValue(value)),
  })),
  since: instant(query.since),
  until: instant(query.until),
});

const cursorOf = ({ timestamp, id }: LogPlace): string => `${timestamp}.${id}`;

function parseCursor(cursor: string): LogPlace {
  const [time = "", id = "", ...more] = cursor.split(".");
  const timestamp = Number(time);
  if (!/^-?\d+$/.test(time) || !Number.isSafeInteger(timestamp) || !isUuid(id) || more.length > 0)
    throw new Refusal("invalid", "Invalid cursor: it is not one that this route gave.");
  return { timestamp, id: id.toLowerCase() };
}
