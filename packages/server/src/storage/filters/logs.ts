import type { LogFilter } from "@weir/contract";
import { sql, type SqlBool } from "kysely";
import { anyOf, combined, every, given, ids, isNull, within, type Condition } from "../conditions.ts";
import type { Dialect } from "../query.ts";
import { containsText } from "./text.ts";

/** Rows of `log` that a filter means; `events/log-filter.ts` says the same of one line. */
export const logIs = (dialect: Dialect, filter: LogFilter | null | undefined): Condition | undefined =>
  filter
    ? combined(
        filter.operator,
        given(filter.level, ({ ge_, le_ }) =>
          every(
            ge_ == null ? undefined : sql<SqlBool>`log.level >= ${ge_}`,
            le_ == null ? undefined : sql<SqlBool>`log.level <= ${le_}`,
          ),
        ),
        given(filter.timestamp, (range) => within(sql`log.timestamp`, range)),
        given(filter.flow_run_id, ({ any_ }) => anyOf(dialect, sql`log.flow_run_id`, ids(any_))),
        given(filter.task_run_id, ({ any_, is_null_ }) =>
          every(anyOf(dialect, sql`log.task_run_id`, ids(any_)), isNull(sql`log.task_run_id`, is_null_)),
        ),
        given(filter.text, ({ query }) => containsText(dialect, sql<string>`(log.message || ' ' || log.name)`, query)),
      )
    : undefined;
