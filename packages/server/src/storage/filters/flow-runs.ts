import { STATE_TYPES, type FlowRunFilter, type FlowRunFilterStateType } from "@weir/contract";
import { sql, type SqlBool } from "kysely";
import {
  anyOf,
  combined,
  every,
  given,
  ids,
  isNull,
  like,
  noneOf,
  tags,
  within,
  type Condition,
} from "../conditions.ts";
import type { Dialect } from "../query.ts";
import type { FlowRunTable } from "../tables.ts";

const column = (name: keyof FlowRunTable) => sql.ref(`flow_run.${name}`);

/** When a run started, or is to start; the indexes `flow_run_start` and `flow_run_state_start` are on this very expression. */
export const flowRunStart = sql<number | null>`coalesce(${column("start_time")}, ${column("expected_start_time")})`;

/** Excluded types are told by those that are left: an index answers that. A run without a state has none of them. */
export const stateTypeIs = (dialect: Dialect, type: FlowRunFilterStateType | null | undefined): Condition | undefined =>
  every(
    anyOf(dialect, column("state_type"), type?.any_),
    type?.not_any_?.length
      ? anyOf(
          dialect,
          column("state_type"),
          STATE_TYPES.filter((one) => !type.not_any_!.includes(one)),
        )
      : undefined,
  );

/** Runs whose tracking task runs belong to one of these flow runs: their subflows. */
export const isChildOfAny = (dialect: Dialect, flowRuns: readonly string[] | null | undefined): Condition | undefined =>
  given(
    anyOf(dialect, sql.ref("parent.flow_run_id"), ids(flowRuns)),
    (isOne) =>
      sql<SqlBool>`${column("parent_task_run_id")} in (select parent.id from task_run as parent where ${isOne})`,
  );

/** Which rows of `flow_run` a filter means; undefined where it says nothing. */
export const flowRunIs = (dialect: Dialect, filter: FlowRunFilter | null | undefined): Condition | undefined =>
  filter
    ? combined(
        filter.operator,
        given(filter.id, ({ any_, not_any_ }) =>
          every(anyOf(dialect, column("id"), ids(any_)), noneOf(dialect, column("id"), ids(not_any_))),
        ),
        given(filter.name, ({ any_, like_ }) =>
          every(anyOf(dialect, column("name"), any_), like(dialect, column("name"), like_)),
        ),
        given(filter.tags, (tag) => tags(dialect, column("tags"), tag)),
        given(filter.deployment_id, ({ operator, any_, is_null_ }) =>
          combined(
            operator,
            anyOf(dialect, column("deployment_id"), ids(any_)),
            isNull(column("deployment_id"), is_null_),
          ),
        ),
        given(filter.work_queue_name, ({ operator, any_, is_null_ }) =>
          combined(
            operator,
            anyOf(dialect, column("work_queue_name"), any_),
            isNull(column("work_queue_name"), is_null_),
          ),
        ),
        given(filter.flow_version, ({ any_ }) => anyOf(dialect, column("flow_version"), any_)),
        // Unlike all others, a part of the state's filter that says nothing is left out of `or_`.
        given(filter.state, ({ operator, type, name }) =>
          combined(
            operator,
            stateTypeIs(dialect, type),
            every(
              anyOf(dialect, column("state_name"), name?.any_),
              noneOf(dialect, column("state_name"), name?.not_any_),
            ),
          ),
        ),
        given(filter.start_time, (time) =>
          every(within(flowRunStart, time), isNull(column("start_time"), time.is_null_)),
        ),
        given(filter.end_time, (time) =>
          every(within(column("end_time"), time), isNull(column("end_time"), time.is_null_)),
        ),
        given(filter.expected_start_time, (time) => within(column("expected_start_time"), time)),
        given(filter.next_scheduled_start_time, (time) => within(column("next_scheduled_start_time"), time)),
        given(filter.parent_flow_run_id, ({ any_ }) => isChildOfAny(dialect, any_)),
        given(filter.parent_task_run_id, ({ operator, any_, is_null_ }) =>
          combined(
            operator,
            anyOf(dialect, column("parent_task_run_id"), ids(any_)),
            isNull(column("parent_task_run_id"), is_null_),
          ),
        ),
        given(filter.idempotency_key, ({ any_, not_any_ }) =>
          every(anyOf(dialect, column("idempotency_key"), any_), noneOf(dialect, column("idempotency_key"), not_any_)),
        ),
        given(filter.created_by, ({ operator, id_, type_, is_null_ }) =>
          combined(
            operator,
            anyOf(dialect, sql`${column("created_by")} ->> 'id'`, ids(id_)),
            anyOf(dialect, sql`${column("created_by")} ->> 'type'`, type_),
            isNull(column("created_by"), is_null_),
          ),
        ),
      )
    : undefined;
