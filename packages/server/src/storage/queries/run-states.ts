/** The history of one run's states. */
import { query } from "../query.ts";

export const readFlowRunState = query<{ id: string }>()((db, p) =>
  db
    .selectFrom("flow_run_state")
    .select(["id", "type", "name", "timestamp", "message", "state_details", "data"])
    .where("id", "=", p("id")),
);

/** From the first to the last. */
export const readFlowRunStates = query<{ flow_run_id: string }>()((db, p) =>
  db
    .selectFrom("flow_run_state")
    .select(["id", "type", "name", "timestamp", "message", "state_details", "data"])
    .where("flow_run_id", "=", p("flow_run_id"))
    .orderBy("timestamp"),
);

export const readTaskRunState = query<{ id: string }>()((db, p) =>
  db
    .selectFrom("task_run_state")
    .select(["id", "type", "name", "timestamp", "message", "state_details", "data"])
    .where("id", "=", p("id")),
);

/** From the first to the last. */
export const readTaskRunStates = query<{ task_run_id: string }>()((db, p) =>
  db
    .selectFrom("task_run_state")
    .select(["id", "type", "name", "timestamp", "message", "state_details", "data"])
    .where("task_run_id", "=", p("task_run_id"))
    .orderBy("timestamp"),
);
