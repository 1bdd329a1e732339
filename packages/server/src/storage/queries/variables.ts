import { formatTime, type Variable, type VariableFilter, type VariableSort } from "@weir/contract";
import { sql } from "kysely";
import { anyOf, combined, like, orTrue, tags, type Condition } from "../conditions.ts";
import { query, type Builder, type Dialect } from "../query.ts";
import type { VariableTable } from "../tables.ts";

export const toVariable = (row: VariableTable): Variable => ({
  id: row.id,
  created: formatTime(row.created),
  updated: formatTime(row.updated),
  name: row.name,
  value: JSON.parse(row.value) as Variable["value"],
  tags: JSON.parse(row.tags) as string[],
});

export const insertVariable = query<VariableTable>()((db, p) =>
  db.insertInto("variable").values({
    id: p("id"),
    created: p("created"),
    updated: p("updated"),
    name: p("name"),
    value: p("value"),
    tags: p("tags"),
  }),
);

export const readVariable = query<{ id: string }>()((db, p) =>
  db.selectFrom("variable").selectAll().where("id", "=", p("id")),
);

export const readVariableByName = query<{ name: string }>()((db, p) =>
  db.selectFrom("variable").selectAll().where("name", "=", p("name")),
);

export const updateVariable = query<Omit<VariableTable, "created">>()((db, p) =>
  db
    .updateTable("variable")
    .set({ updated: p("updated"), name: p("name"), value: p("value"), tags: p("tags") })
    .where("id", "=", p("id")),
);

export const deleteVariable = query<{ id: string }>()((db, p) => db.deleteFrom("variable").where("id", "=", p("id")));

const matching = (dialect: Dialect, filter: VariableFilter | null | undefined): Condition =>
  orTrue(
    filter
      ? combined(
          filter.operator,
          anyOf(dialect, sql.ref("variable.id"), filter.id?.any_),
          anyOf(dialect, sql.ref("variable.name"), filter.name?.any_),
          like(dialect, sql.ref("variable.name"), filter.name?.like_),
          tags(dialect, sql.ref("variable.tags"), filter.tags),
        )
      : undefined,
  );

const ORDER = {
  CREATED_DESC: ["created", "desc"],
  UPDATED_DESC: ["updated", "desc"],
  NAME_DESC: ["name", "desc"],
  NAME_ASC: ["name", "asc"],
} as const satisfies Record<VariableSort, unknown>;

export const filterVariables =
  (
    dialect: Dialect,
    page: { filter: VariableFilter | null | undefined; sort: VariableSort; limit: number; offset: number },
  ) =>
  (db: Builder) => {
    const [column, direction] = ORDER[page.sort];
    return db
      .selectFrom("variable")
      .selectAll()
      .where(matching(dialect, page.filter))
      .orderBy(column, direction)
      .limit(page.limit)
      .offset(page.offset);
  };

export const countVariables = (dialect: Dialect, filter: VariableFilter | null | undefined) => (db: Builder) =>
  db
    .selectFrom("variable")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where(matching(dialect, filter));
