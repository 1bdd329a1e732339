/** The states of both kinds of run, between rows and the wire. */
import { formatTime, type State, type StateDetails } from "@weir/contract";
import { query } from "../query.ts";
import type { FlowRunStateTable, TaskRunStateTable } from "../tables.ts";

export type StateRow = Omit<FlowRunStateTable, "flow_run_id">;

/** The columns by which a run's row carries its current state along. */
export interface JoinedState {
  readonly state_id: string | null;
  readonly state_type: string | null;
  readonly state_name: string | null;
  readonly state_timestamp: number | null;
  readonly s_message: string | null;
  readonly s_details: string | null;
  readonly s_data: string | null;
}

export const toState = (row: StateRow): State => ({
  id: row.id,
  type: row.type as State["type"],
  name: row.name,
  timestamp: formatTime(row.timestamp),
  message: row.message,
  data: row.data === null ? null : (JSON.parse(row.data) as unknown),
  state_details: JSON.parse(row.state_details) as StateDetails,
});

/** The current state on a run's row. */
export const joinedState = (row: JoinedState): State | null =>
  row.state_id === null || row.s_details === null
    ? null
    : toState({
        id: row.state_id,
        type: row.state_type!,
        name: row.state_name!,
        timestamp: row.state_timestamp!,
        message: row.s_message,
        state_details: row.s_details,
        data: row.s_data,
      });

export const insertFlowRunState = query<FlowRunStateTable>()((db, p) =>
  db.insertInto("flow_run_state").values({
    id: p("id"),
    flow_run_id: p("flow_run_id"),
    type: p("type"),
    name: p("name"),
    timestamp: p("timestamp"),
    message: p("message"),
    state_details: p("state_details"),
    data: p("data"),
  }),
);

/** Adds a state unless its id, or its instant in the run, is taken; answers the rows that got in. */
export const insertTaskRunState = query<TaskRunStateTable>()((db, p) =>
  db
    .insertInto("task_run_state")
    .values({
      id: p("id"),
      task_run_id: p("task_run_id"),
      type: p("type"),
      name: p("name"),
      timestamp: p("timestamp"),
      message: p("message"),
      state_details: p("state_details"),
      data: p("data"),
    })
    .onConflict((conflict) => conflict.doNothing()),
);

export const readTaskRunStateId = query<{ id: string }>()((db, p) =>
  db.selectFrom("task_run_state").select("id").where("id", "=", p("id")),
);
