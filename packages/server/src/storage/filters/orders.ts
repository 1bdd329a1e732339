/**
 * The orders in which runs are listed (spec CORE, 8.2). Rows of equal keys are told apart by id, so that pages do not
 * overlap; rows without a key are the least, on both databases.
 */
import type { FlowRunSort, TaskRunSort } from "@weir/contract";
import { sql, type RawBuilder } from "kysely";
import { flowRunStart } from "./flow-runs.ts";

export interface Order {
  /** What stands after `order by`. */
  readonly by: RawBuilder<unknown>;
  /** True if an index has the key of every row, so that rows can be walked in this order. */
  readonly indexed: boolean;
}

const ASC = sql.raw("asc");
const DESC = sql.raw("desc");

type Table = "flow_run" | "task_run";

const byId = (table: Table): Order => ({ by: sql`${sql.ref(`${table}.id`)} desc`, indexed: true });

const byName = (table: Table, direction: RawBuilder<unknown>, indexed: boolean): Order => ({
  by: sql`${sql.ref(`${table}.name`)} ${direction}, ${sql.ref(`${table}.id`)} ${direction}`,
  indexed,
});

const ascending = (table: Table, key: RawBuilder<unknown>, indexed: boolean): Order => ({
  by: sql`${key} asc nulls first, ${sql.ref(`${table}.id`)} asc`,
  indexed,
});

const descending = (table: Table, key: RawBuilder<unknown>, indexed: boolean): Order => ({
  by: sql`${key} desc nulls last, ${sql.ref(`${table}.id`)} desc`,
  indexed,
});

export const FLOW_RUN_ORDERS: Readonly<Record<FlowRunSort, Order>> = {
  ID_DESC: byId("flow_run"),
  START_TIME_ASC: ascending("flow_run", flowRunStart, true),
  START_TIME_DESC: descending("flow_run", flowRunStart, true),
  EXPECTED_START_TIME_ASC: ascending("flow_run", sql.ref("flow_run.expected_start_time"), true),
  EXPECTED_START_TIME_DESC: descending("flow_run", sql.ref("flow_run.expected_start_time"), true),
  NAME_ASC: byName("flow_run", ASC, true),
  NAME_DESC: byName("flow_run", DESC, true),
  NEXT_SCHEDULED_START_TIME_ASC: ascending("flow_run", sql.ref("flow_run.next_scheduled_start_time"), false),
  END_TIME_DESC: descending("flow_run", sql.ref("flow_run.end_time"), true),
};

export const TASK_RUN_ORDERS: Readonly<Record<TaskRunSort, Order>> = {
  ID_DESC: byId("task_run"),
  EXPECTED_START_TIME_ASC: ascending("task_run", sql.ref("task_run.expected_start_time"), true),
  EXPECTED_START_TIME_DESC: descending("task_run", sql.ref("task_run.expected_start_time"), true),
  NAME_ASC: byName("task_run", ASC, false),
  NAME_DESC: byName("task_run", DESC, false),
  NEXT_SCHEDULED_START_TIME_ASC: ascending("task_run", sql.ref("task_run.next_scheduled_start_time"), false),
  END_TIME_DESC: descending("task_run", sql.ref("task_run.end_time"), false),
};
