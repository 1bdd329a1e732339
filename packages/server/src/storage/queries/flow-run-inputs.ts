import { formatTime, type FlowRunInput } from "@weir/contract";
import { sql, type SqlBool } from "kysely";
import { query, type Builder } from "../query.ts";
import type { FlowRunInputTable } from "../tables.ts";

export const toFlowRunInput = (row: FlowRunInputTable): FlowRunInput => ({
  id: row.id,
  created: formatTime(row.created),
  updated: formatTime(row.updated),
  flow_run_id: row.flow_run_id,
  key: row.key,
  value: row.value,
  sender: row.sender,
});

/** Adds an input unless its key is taken; answers the rows that got in. */
export const insertFlowRunInput = query<FlowRunInputTable>()((db, p) =>
  db
    .insertInto("flow_run_input")
    .values({
      flow_run_id: p("flow_run_id"),
      key: p("key"),
      value: p("value"),
      sender: p("sender"),
      id: p("id"),
      created: p("created"),
      updated: p("updated"),
    })
    .onConflict((conflict) => conflict.doNothing()),
);

export const readFlowRunInput = query<{ flow_run_id: string; key: string }>()((db, p) =>
  db.selectFrom("flow_run_input").selectAll().where("flow_run_id", "=", p("flow_run_id")).where("key", "=", p("key")),
);

export const deleteFlowRunInput = query<{ flow_run_id: string; key: string }>()((db, p) =>
  db.deleteFrom("flow_run_input").where("flow_run_id", "=", p("flow_run_id")).where("key", "=", p("key")),
);

/** The oldest inputs whose key begins with a text, without some. */
export const filterFlowRunInputs =
  (flowRunId: string, filter: { prefix: string; limit: number; exclude: readonly string[] }) => (db: Builder) =>
    db
      .selectFrom("flow_run_input")
      .selectAll()
      .where("flow_run_id", "=", flowRunId)
      .where(sql<SqlBool>`substr(key, 1, ${sql.lit(filter.prefix.length)}) = ${filter.prefix}`)
      .$if(filter.exclude.length > 0, (select) => select.where("key", "not in", filter.exclude))
      .orderBy("created")
      .limit(filter.limit);
