/** The orders in which runs are listed (spec CORE, 8.2). Rows of equal keys are told apart by id, so that pages do not overlap. */
import type { FlowRunSort, TaskRunSort } from "@weir/contract";
import { sql, type RawBuilder } from "kysely";
import { flowRunStart } from "./flow-runs.ts";

export interface Order {
  readonly key: RawBuilder<unknown>;
  readonly direction: "asc" | "desc";
  /** True if an index has the key of every row, so that rows can be walked in this order. */
  readonly indexed: boolean;
}

const order = (key: RawBuilder<unknown>, direction: Order["direction"], indexed = true): Order => ({
  key,
  direction,
  indexed,
});

export const FLOW_RUN_ORDERS: Readonly<Record<FlowRunSort, Order>> = {
  ID_DESC: order(sql.ref("flow_run.id"), "desc"),
  START_TIME_ASC: order(flowRunStart, "asc"),
  START_TIME_DESC: order(flowRunStart, "desc"),
  EXPECTED_START_TIME_ASC: order(sql.ref("flow_run.expected_start_time"), "asc"),
  EXPECTED_START_TIME_DESC: order(sql.ref("flow_run.expected_start_time"), "desc"),
  NAME_ASC: order(sql.ref("flow_run.name"), "asc"),
  NAME_DESC: order(sql.ref("flow_run.name"), "desc"),
  NEXT_SCHEDULED_START_TIME_ASC: order(sql.ref("flow_run.next_scheduled_start_time"), "asc", false),
  END_TIME_DESC: order(sql.ref("flow_run.end_time"), "desc", false),
};

export const TASK_RUN_ORDERS: Readonly<Record<TaskRunSort, Order>> = {
  ID_DESC: order(sql.ref("task_run.id"), "desc"),
  EXPECTED_START_TIME_ASC: order(sql.ref("task_run.expected_start_time"), "asc"),
  EXPECTED_START_TIME_DESC: order(sql.ref("task_run.expected_start_time"), "desc"),
  NAME_ASC: order(sql.ref("task_run.name"), "asc", false),
  NAME_DESC: order(sql.ref("task_run.name"), "desc", false),
  NEXT_SCHEDULED_START_TIME_ASC: order(sql.ref("task_run.next_scheduled_start_time"), "asc", false),
  END_TIME_DESC: order(sql.ref("task_run.end_time"), "desc", false),
};
