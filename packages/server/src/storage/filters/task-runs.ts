import type { TaskRunFilter } from "@weir/contract";
import { sql, type SqlBool } from "kysely";
import { anyOf, combined, every, given, ids, isNull, like, tags, within, type Condition } from "../conditions.ts";
import type { Dialect } from "../query.ts";
import type { TaskRunTable } from "../tables.ts";

const column = (name: keyof TaskRunTable) => sql.ref(`task_run.${name}`);

/** A task run that stands for a subflow in its parent. */
export const tracksSubflow = sql<SqlBool>`exists (select 1 from flow_run as subflow where subflow.parent_task_run_id = task_run.id)`;

/** Task runs of no flow are left out unless they are asked for: `{}` means "has a flow run", ids win over that. */
function flowRunIdIs(
  dialect: Dialect,
  { any_, is_null_ = false }: NonNullable<TaskRunFilter["flow_run_id"]>,
): Condition | undefined {
  if (is_null_) return isNull(column("flow_run_id"), true);
  if (any_ != null) return anyOf(dialect, column("flow_run_id"), ids(any_));
  return isNull(column("flow_run_id"), is_null_);
}

/** Which rows of `task_run` a filter means; undefined where it says nothing. */
export const taskRunIs = (dialect: Dialect, filter: TaskRunFilter | null | undefined): Condition | undefined =>
  filter
    ? combined(
        filter.operator,
        given(filter.id, ({ any_ }) => anyOf(dialect, column("id"), ids(any_))),
        given(filter.name, ({ any_, like_ }) =>
          every(anyOf(dialect, column("name"), any_), like(dialect, column("name"), like_)),
        ),
        given(filter.tags, (tag) => tags(dialect, column("tags"), tag)),
        // Unlike all others, a part of the state's filter that says nothing is left out of `or_`.
        given(filter.state, ({ operator, type, name }) =>
          combined(
            operator,
            anyOf(dialect, column("state_type"), type?.any_),
            anyOf(dialect, column("state_name"), name?.any_),
          ),
        ),
        given(filter.start_time, (time) =>
          every(within(column("start_time"), time), isNull(column("start_time"), time.is_null_)),
        ),
        given(filter.end_time, (time) =>
          every(within(column("end_time"), time), isNull(column("end_time"), time.is_null_)),
        ),
        given(filter.expected_start_time, (time) => within(column("expected_start_time"), time)),
        given(filter.subflow_runs, ({ exists_ }) => {
          if (exists_ == null) return undefined;
          return exists_ ? tracksSubflow : sql<SqlBool>`not ${tracksSubflow}`;
        }),
        given(filter.flow_run_id, (flowRun) => flowRunIdIs(dialect, flowRun)),
      )
    : undefined;
