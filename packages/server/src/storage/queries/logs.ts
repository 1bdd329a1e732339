import { formatTime, type Log, type LogFilter, type LogSort, type Micros } from "@weir/contract";
import { sql } from "kysely";
import { orTrue } from "../conditions.ts";
import { logIs } from "../filters/logs.ts";
import { query, type Builder, type Dialect } from "../query.ts";
import type { Transaction } from "../store.ts";
import type { LogTable } from "../tables.ts";

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
] as const satisfies (keyof LogTable)[];

export const toLog = (row: LogTable): Log => ({
  ...row,
  created: formatTime(row.created),
  updated: formatTime(row.updated),
  timestamp: formatTime(row.timestamp),
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
              "timestamp" bigint, flow_run_id uuid, task_run_id uuid)`,
          ),
        )
        .select(COLUMNS),
    ),
);

/** Adds lines, however many: to PostgreSQL in one statement, since each one is a journey. */
export async function insertLogs(tx: Transaction, rows: readonly LogTable[]): Promise<void> {
  if (tx.dialect === "postgres") await tx.run(insertLogsFromJson, { rows: JSON.stringify(rows) });
  else for (const row of rows) await tx.run(insertLog, row);
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
