/** Filters on work pools and queues, and on what belongs to them. */
import type { WorkPoolFilter, WorkQueueFilter } from "@weir/contract";
import { sql, type SqlBool } from "kysely";
import { anyOf, combined, given, ids, orTrue, type Condition } from "../conditions.ts";
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

/** The beginning of a text, whatever its case; `%` and `_` stand for any text and any character, as in the reference. */
const startsWith = (dialect: Dialect, text: string): Condition =>
  dialect === "postgres"
    ? sql<SqlBool>`work_queue.name ilike ${`${text}%`}`
    : sql<SqlBool>`work_queue.name like ${`${text}%`}`;

/** Which rows of `work_queue` a filter means; undefined where it says nothing. */
export const workQueueIs = (dialect: Dialect, filter: Maybe<WorkQueueFilter>): Condition | undefined =>
  filter
    ? combined(
        filter.operator,
        given(filter.id, ({ any_ }) => anyOf(dialect, sql.ref("work_queue.id"), ids(any_))),
        given(filter.name, ({ any_ }) => anyOf(dialect, sql.ref("work_queue.name"), any_)),
        given(filter.name, ({ startswith_ }) =>
          combined("or_", ...(startswith_ ?? []).map((text) => startsWith(dialect, text))),
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
