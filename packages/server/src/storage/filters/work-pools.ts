/** Filters on work pools and queues, and on what belongs to them. */
import type { WorkPoolFilter, WorkQueueFilter } from "@weir/contract";
import { sql, type SqlBool } from "kysely";
import { anyOf, combined, every, given, ids, orTrue, type Condition } from "../conditions.ts";
import type { Dialect } from "../query.ts";

type Maybe<T> = T | null | undefined;

/** Which rows of `work_pool` a filter means; undefined where it says nothing. */
export const workPoolIs = (dialect: Dialect, filter: Maybe<WorkPoolFilter>): Condition | undefined =>
  filter
    ? combined(
        filter.operator,
        given(filter.id, ({ any_ }) => anyOf(dialect, sql.ref("work_pool.id"), ids(any_))),
        given(filter.name, ({ any_ }) => anyOf(dialect, sql.ref("work_pool.name"), any_)),
        given(filter.type, ({ any_ }) => anyOf(dialect, sql.ref("work_pool.type"), any_)),
      )
    : undefined;

/** One of these beginnings, whatever its case; `%` and `_` stand for any text and any character, as in the reference. */
function startsWithAny(dialect: Dialect, beginnings: readonly string[]): Condition | undefined {
  if (beginnings.length === 0) return undefined;
  const patterns = beginnings.map((text) => `${text}%`);
  // One bound value, however many there are.
  return dialect === "postgres"
    ? sql<SqlBool>`work_queue.name ilike any(${patterns})`
    : sql<SqlBool>`exists (select 1 from json_each(${JSON.stringify(patterns)}) as wanted where work_queue.name like wanted.value)`;
}

/** Which rows of `work_queue` a filter means; undefined where it says nothing. */
export const workQueueIs = (dialect: Dialect, filter: Maybe<WorkQueueFilter>): Condition | undefined =>
  filter
    ? combined(
        filter.operator,
        given(filter.id, ({ any_ }) => anyOf(dialect, sql.ref("work_queue.id"), ids(any_))),
        given(filter.name, ({ any_, startswith_ }) =>
          every(anyOf(dialect, sql.ref("work_queue.name"), any_), startsWithAny(dialect, startswith_ ?? [])),
        ),
      )
    : undefined;

/** Rows whose queue is one of those. `in`, not `exists`: queues are few, so the database may begin with them. */
const inQueues = (table: "flow_run" | "deployment", isOne: Condition | undefined): Condition =>
  sql<SqlBool>`${sql.ref(`${table}.work_queue_id`)} in (select work_queue.id from work_queue where ${orTrue(isOne)})`;

/** Rows of a table that belong to a queue of a pool that matches. */
export const isInWorkPool = (
  dialect: Dialect,
  table: "flow_run" | "deployment",
  filter: Maybe<WorkPoolFilter>,
): Condition | undefined =>
  given(filter, (given_) =>
    inQueues(
      table,
      sql<SqlBool>`work_queue.work_pool_id in (select work_pool.id from work_pool where ${orTrue(workPoolIs(dialect, given_))})`,
    ),
  );

/** Rows of a table that belong to a queue that matches. */
export const isInWorkQueue = (
  dialect: Dialect,
  table: "flow_run" | "deployment",
  filter: Maybe<WorkQueueFilter>,
): Condition | undefined => given(filter, (given_) => inQueues(table, workQueueIs(dialect, given_)));
