/**
 * How much room the database takes.
 *
 * D1. `used` is what goes down when rows are removed. SQLite knows it: pages that are not free. PostgreSQL gives the room
 *     of removed rows neither back nor an account of it, so there it is what the rows that live would take: their number
 *     and average width, as its statistics have them. Without statistics, it is the whole size.
 */
import { sql, type RawBuilder } from "kysely";
import type { Builder } from "../query.ts";
import type { Reader } from "../store.ts";

export interface DatabaseSize {
  /** Bytes on the disk. */
  readonly size: number;
  /** Bytes of them that hold something (D1). */
  readonly used: number;
}

const statement =
  <R>(raw: RawBuilder<R>) =>
  (builder: Builder) => ({ compile: () => raw.compile(builder) });

const first = async <R>(db: Reader, raw: RawBuilder<R>): Promise<R> => (await db.rows(statement(raw)))[0]!;

/** What a row takes beside its columns, and in each index. */
const ROW_HEADER = 28;
const INDEX_ENTRY = 40;
/** What PostgreSQL cuts long values into. */
const TOAST_CHUNK = 2032;

const liveTables = sql<{ bytes: number }>`
  select coalesce(least(
      pg_total_relation_size(table_stat.relid),
      table_stat.n_live_tup * (${sql.lit(ROW_HEADER)} + width.bytes + ${sql.lit(INDEX_ENTRY)} * indexes.number)
        + coalesce(toast.n_live_tup, 0) * ${sql.lit(TOAST_CHUNK)}
    ), pg_total_relation_size(table_stat.relid))::bigint as bytes
  from pg_stat_user_tables as table_stat
  join pg_class on pg_class.oid = table_stat.relid
  left join pg_stat_all_tables as toast on toast.relid = pg_class.reltoastrelid
  cross join lateral (select sum(avg_width) as bytes from pg_stats
    where schemaname = table_stat.schemaname and tablename = table_stat.relname) as width
  cross join lateral (select count(*) as number from pg_index where indrelid = table_stat.relid) as indexes
  where table_stat.schemaname = current_schema()`;

/** Cheap: SQLite has it in its header, PostgreSQL in its statistics. */
export async function databaseSize(db: Reader): Promise<DatabaseSize> {
  if (db.dialect === "sqlite")
    return first(
      db,
      sql<DatabaseSize>`select page_count * page_size as size, (page_count - freelist_count) * page_size as used
        from pragma_page_count(), pragma_page_size(), pragma_freelist_count()`,
    );
  const { size } = await first(db, sql<{ size: number }>`select pg_database_size(current_database()) as size`);
  const tables = await db.rows(statement(liveTables));
  return { size, used: tables.reduce((sum, { bytes }) => sum + bytes, 0) };
}

export const schemaVersion = async (db: Reader): Promise<number> =>
  (await first(db, sql<{ version: number }>`select max(version) as version from weir_migration`)).version;

/** The file of a SQLite database; undefined for one in memory, and for PostgreSQL. */
export async function databaseFile(db: Reader): Promise<string | undefined> {
  if (db.dialect !== "sqlite") return undefined;
  const { file } = await first(db, sql<{ file: string }>`select file from pragma_database_list where name = 'main'`);
  return file || undefined;
}

/** Rows of a table, counted up to a number. */
export const countUpTo = (table: "flow" | "flow_run" | "task_run" | "log" | "event", most: number) =>
  statement(
    sql<{ count: number }>`select count(*) as count from (select 1 from ${sql.table(table)} limit ${most}) as counted`,
  );
