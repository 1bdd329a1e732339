/**
 * Pages of log lines across runs, by key: each starts where the one before ended, however deep that is.
 *
 * G1. A page is the head of what its lanes hold together (`log-lanes.ts`); each lane is read by its index, in the order
 *     of time, no further than the page needs.
 * G2. What no lane answers is looked at line by line, up to a bound. Where the bound ends a page before it is full, the
 *     page says how far it has looked, and the next one goes on there.
 */
import type { Micros } from "@weir/contract";
import { sql, type RawBuilder, type SqlBool } from "kysely";
import { every, orTrue, type Condition } from "../conditions.ts";
import type { Builder, Dialect } from "../query.ts";
import type { Reader } from "../store.ts";
import type { LogTable } from "../tables.ts";
import type { LogLane } from "./log-lanes.ts";

/** Lines that one page looks at: some hundredths of a second. */
export const LOOKED_AT = 20_000;

const FIRST_ID = "00000000-0000-0000-0000-000000000000";
const LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff";

/** After a line, in the order of the pages. */
export interface LogPlace {
  readonly timestamp: Micros;
  readonly id: string;
}

export interface LogSearch {
  readonly lanes: readonly LogLane[];
  readonly rest: Condition | undefined;
  readonly since: Micros | undefined;
  readonly until: Micros | undefined;
  readonly newestFirst: boolean;
  readonly after: LogPlace | undefined;
  readonly limit: number;
}

export interface LogRows {
  readonly rows: readonly LogTable[];
  /** Where the next page starts; undefined if nothing can come any more. */
  readonly next: LogPlace | undefined;
}

export async function readLogPage(db: Reader, search: LogSearch): Promise<LogRows> {
  if (search.lanes.length === 0) return { rows: [], next: undefined };
  const bound = search.rest && (await boundOf(db, search));
  const rows = await db.rows(page(db.dialect, search, bound));
  const { limit, newestFirst } = search;
  if (rows.length > limit) {
    const { timestamp, id } = rows[limit - 1]!;
    return { rows: rows.slice(0, limit), next: { timestamp, id } };
  }
  const next = bound === undefined ? undefined : { timestamp: bound, id: newestFirst ? FIRST_ID : LAST_ID };
  return { rows, next };
}

/** The lines of a lane from a place on. SQLite, which keeps no statistics here, is told the index to read by. */
function along(dialect: Dialect, lane: LogLane, { after, since, until, newestFirst }: LogSearch) {
  const byField = lane.index === "log_field";
  const table = sql.table(byField ? "log_field" : "log");
  const at = sql`${table}.timestamp`;
  const id = byField ? sql`log_field.log_id` : sql`log.id`;
  const plain = byField ? sql`log_field cross join log` : sql`log`;
  const source = dialect === "sqlite" && !byField ? sql`log indexed by ${sql.ref(lane.index)}` : plain;
  const beyond = newestFirst ? sql`<` : sql`>`;
  const conditions = every(
    lane.condition,
    byField ? sql<SqlBool>`log.id = log_field.log_id` : undefined,
    since === undefined ? undefined : sql<SqlBool>`${at} >= ${since}`,
    until === undefined ? undefined : sql<SqlBool>`${at} <= ${until}`,
    // The first half is what the index is entered by.
    after && sql<SqlBool>`${at} ${beyond}= ${after.timestamp}`,
    after && sql<SqlBool>`(${at}, ${id}) ${beyond} (${after.timestamp}, ${after.id})`,
  );
  return { at, id, source, conditions, direction: newestFirst ? sql`desc` : sql`asc` };
}

const together = (selects: readonly RawBuilder<unknown>[]): RawBuilder<unknown> =>
  sql.join(
    selects.map((select) => sql`select * from (${select}) as lane`),
    sql` union all `,
  );

const statement =
  <R>(raw: RawBuilder<R>) =>
  (builder: Builder) => ({ compile: () => raw.compile(builder) });

/** The instant at which this page has looked at enough; undefined if the lanes end before. */
async function boundOf(db: Reader, search: LogSearch): Promise<Micros | undefined> {
  const share = Math.max(1, Math.floor(LOOKED_AT / search.lanes.length));
  const selects = search.lanes.map((lane) => {
    const { at, source, conditions, direction } = along(db.dialect, lane, search);
    return sql`select ${at} as reached from ${source} where ${orTrue(conditions)}
      order by ${at} ${direction} limit 1 offset ${share}`;
  });
  const found = await db.rows(statement(sql<{ reached: Micros }>`${together(selects)}`));
  if (found.length === 0) return undefined;
  const instants = found.map(({ reached }) => reached);
  return search.newestFirst ? Math.max(...instants) : Math.min(...instants);
}

function page(dialect: Dialect, search: LogSearch, bound: Micros | undefined) {
  const { lanes, rest, limit, newestFirst } = search;
  const upTo = newestFirst ? sql`>=` : sql`<=`;
  const selects = lanes.map((lane) => {
    const { at, id, source, conditions, direction } = along(dialect, lane, search);
    const all = every(
      conditions,
      bound === undefined ? undefined : sql<SqlBool>`${at} ${upTo} ${bound}`,
      rest && sql<SqlBool>`(${rest}) is true`,
    );
    return sql`select log.* from ${source} where ${orTrue(all)}
      order by ${at} ${direction}, ${id} ${direction} limit ${limit + 1}`;
  });
  const order = newestFirst ? sql`timestamp desc, id desc` : sql`timestamp, id`;
  return statement(sql<LogTable>`select * from (${together(selects)}) as page order by ${order} limit ${limit + 1}`);
}
