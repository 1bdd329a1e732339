/** What processes of lost attempts have reported. */
import { query } from "../query.ts";
import type { LateResultTable } from "../tables.ts";

/** In the order in which they came. */
export const readLateResults = query<{ flow_run_id: string }>()((db, p) =>
  db.selectFrom("late_result").selectAll().where("flow_run_id", "=", p("flow_run_id")).orderBy("number"),
);

export const readLateResult = query<{ flow_run_id: string; number: number }>()((db, p) =>
  db
    .selectFrom("late_result")
    .selectAll()
    .where("flow_run_id", "=", p("flow_run_id"))
    .where("number", "=", p("number")),
);

export const insertLateResult = query<LateResultTable>()((db, p) =>
  db.insertInto("late_result").values({
    flow_run_id: p("flow_run_id"),
    number: p("number"),
    attempt: p("attempt"),
    received: p("received"),
    accepted: p("accepted"),
    transition_id: p("transition_id"),
    state: p("state"),
  }),
);

export const acceptLateResult = query<{ flow_run_id: string; number: number; accepted: number }>()((db, p) =>
  db
    .updateTable("late_result")
    .set({ accepted: p("accepted") })
    .where("flow_run_id", "=", p("flow_run_id"))
    .where("number", "=", p("number")),
);
