import { fieldValue, formatTime, type Log, type LogFilter, type LogSort, type Micros } from "@weir/contract";
import { sql } from "kysely";
import { orTrue } from "../conditions.ts";
import { logIs } from "../filters/logs.ts";
import { query, type Builder, type Dialect } from "../query.ts";
import type { Transaction } from "../store.ts";
import type { LogFieldTable, LogTable } from "../tables.ts";
import { FIELD_LENGTH } from "./log-lanes.ts";

/** Fields of a line that it is found by. */
const INDEXED_FIELDS = 50;
const FIELD_COLUMNS = ["name", "value", "timestamp", "log_id"] as const satisfies (keyof LogFieldTable)[];

const COLUMNS = [
  "id",
  "created",
  "updated",
  "name",
  "level",
  "message",
  "timestamp",
  "flow_run_id",
  "task_run_id",
  "fields",
] as const satisfies (keyof LogTable)[];

/** A line as the protocol has it: what is beside its message stands in it as text. */
export const toLog = (row: LogTable): Log => ({
  id: row.id,
  created: formatTime(row.created),
  updated: formatTime(row.updated),
  name: row.name,
  level: row.level,
  message: row.message,
  timestamp: formatTime(row.timestamp),
  flow_run_id: row.flow_run_id,
  task_run_id: row.task_run_id,
});

const insertLog = query<LogTable>()((db, p) =>
  db
    .insertInto("log")
    .values(Object.fromEntries(COLUMNS.map((column) => [column, p(column)])) as { [C in keyof LogTable]: LogTable[C] }),
);

const insertLogsFromJson = query<{ rows: string }>()((db, p) =>
  db
    .insertInto("log")
    .columns(COLUMNS)
    .expression((eb) =>
      eb
        .selectFrom(
          sql<LogTable>`json_to_recordset(${p("rows")}::json)`.as<"line">(
            sql`line (id uuid, created bigint, updated bigint, name text, level integer, message text,
              "timestamp" bigint, flow_run_id uuid, task_run_id uuid, fields text)`,
          ),
        )
        .select(COLUMNS),
    ),
);

const insertField = query<LogFieldTable>()((db, p) =>
  db
    .insertInto("log_field")
    .values({ name: p("name"), value: p("value"), timestamp: p("timestamp"), log_id: p("log_id") }),
);

const insertFieldsFromJson = query<{ rows: string }>()((db, p) =>
  db
    .insertInto("log_field")
    .columns(FIELD_COLUMNS)
    .expression((eb) =>
      eb
        .selectFrom(
          sql<LogFieldTable>`json_to_recordset(${p("rows")}::json)`.as<"field">(
            sql`field (name text, value text, "timestamp" bigint, log_id uuid)`,
          ),
        )
        .select(FIELD_COLUMNS),
    ),
);

/** Adds lines, however many: to PostgreSQL in one statement, since each one is a journey. */
export async function insertLogs(tx: Transaction, rows: readonly LogTable[]): Promise<void> {
  if (tx.dialect === "postgres") await tx.run(insertLogsFromJson, { rows: JSON.stringify(rows) });
  else for (const row of rows) await tx.run(insertLog, row);
  const fields = rows.flatMap(fieldRows);
  if (fields.length === 0) return;
  if (tx.dialect === "postgres") await tx.run(insertFieldsFromJson, { rows: JSON.stringify(fields) });
  else for (const row of fields) await tx.run(insertField, row);
}

/** As much of a text as lines are found by, without what no database keeps. */
export const indexedText = (text: string): string => text.slice(0, FIELD_LENGTH).replaceAll("\0", "").toWellFormed();

/** Rows to find a line by: of each of its first fields, one. */
function fieldRows({ id, timestamp, fields }: LogTable): LogFieldTable[] {
  if (fields === null) return [];
  const rows = new Map<string, LogFieldTable>();
  for (const [name, value] of Object.entries(JSON.parse(fields) as Record<string, unknown>).slice(0, INDEXED_FIELDS)) {
    const cut = indexedText(name);
    const text = indexedText(fieldValue(value));
    rows.set(cut, { name: cut, value: text, timestamp, log_id: id });
  }
  return [...rows.values()];
}

export interface LogRange {
  readonly filter: LogFilter | null | undefined;
  readonly sort: LogSort;
  readonly limit: number;
  readonly offset: number;
}

export const filterLogs = (dialect: Dialect, range: LogRange) => (db: Builder) => {
  const direction = range.sort === "TIMESTAMP_DESC" ? "desc" : "asc";
  return db
    .selectFrom("log")
    .selectAll()
    .where(orTrue(logIs(dialect, range.filter)))
    .orderBy("timestamp", direction)
    .orderBy("id", direction)
    .limit(range.limit)
    .offset(range.offset);
};

/** The lines of a flow run that come after a place in its log, and no more than a limit. */
export const readFlowRunLogsAfter = query<{ flow_run_id: string; timestamp: Micros; id: string; limit: number }>()(
  (db, p) =>
    db
      .selectFrom("log")
      .selectAll()
      .where("flow_run_id", "=", p("flow_run_id"))
      .where(sql<boolean>`(timestamp, id) > (${p("timestamp")}, ${p("id")})`)
      .orderBy("timestamp")
      .orderBy("id")
      .limit(p("limit")),
);

/** Lines by their ids, in the order in which they were made. */
export const readLogsById = (ids: readonly string[]) => (db: Builder) =>
  db.selectFrom("log").selectAll().where("id", "in", ids).orderBy("id");

/** Lines whose ids come after one. */
export const readLogsAfterId = query<{ id: string; limit: number }>()((db, p) =>
  db.selectFrom("log").selectAll().where("id", ">", p("id")).orderBy("id").limit(p("limit")),
);

export const namesOfRuns = (ids: readonly string[]) => (db: Builder) =>
  db.selectFrom("flow_run").select(["id", "name"]).where("id", "in", ids);
