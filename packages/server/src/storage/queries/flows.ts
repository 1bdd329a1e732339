import { formatTime, type Flow } from "@weir/contract";
import { query } from "../query.ts";
import type { FlowTable } from "../tables.ts";

export const toFlow = (row: FlowTable): Flow => ({
  id: row.id,
  created: formatTime(row.created),
  updated: formatTime(row.updated),
  name: row.name,
  tags: JSON.parse(row.tags) as string[],
  labels: JSON.parse(row.labels) as Flow["labels"],
});

/** Inserts a flow unless its name is taken; gives its id if it got in. */
export const insertFlow = query<FlowTable>()((db, p) =>
  db
    .insertInto("flow")
    .values({
      id: p("id"),
      created: p("created"),
      updated: p("updated"),
      name: p("name"),
      tags: p("tags"),
      labels: p("labels"),
      parameter_schema: p("parameter_schema"),
    })
    .onConflict((conflict) => conflict.column("name").doNothing())
    .returning("id"),
);

export const readFlow = query<{ id: string }>()((db, p) => db.selectFrom("flow").selectAll().where("id", "=", p("id")));

export const readFlowByName = query<{ name: string }>()((db, p) =>
  db.selectFrom("flow").selectAll().where("name", "=", p("name")),
);

export const updateFlowTags = query<{ id: string; updated: number; tags: string }>()((db, p) =>
  db
    .updateTable("flow")
    .set({ updated: p("updated"), tags: p("tags") })
    .where("id", "=", p("id")),
);

export const updateFlowParameterSchema = query<{ id: string; updated: number; parameter_schema: string }>()((db, p) =>
  db
    .updateTable("flow")
    .set({ updated: p("updated"), parameter_schema: p("parameter_schema") })
    .where("id", "=", p("id")),
);

export const deleteFlow = query<{ id: string }>()((db, p) => db.deleteFrom("flow").where("id", "=", p("id")));
