import {
  formatTime,
  parseTime,
  type Action,
  type Automation,
  type AutomationFilter,
  type AutomationSort,
  type Trigger,
} from "@weir/contract";
import { sql, type SqlBool } from "kysely";
import type { AutomationTable } from "../automation-tables.ts";
import { anyOf, combined, given, ids, orTrue, tags, type Condition } from "../conditions.ts";
import { query, type Builder, type Dialect } from "../query.ts";

export const toAutomation = (row: AutomationTable): Automation => ({
  id: row.id,
  created: formatTime(row.created),
  updated: formatTime(row.updated),
  name: row.name,
  description: row.description,
  enabled: row.enabled === 1,
  tags: JSON.parse(row.tags) as string[],
  trigger: JSON.parse(row.trigger) as Trigger,
  actions: JSON.parse(row.actions) as Action[],
  actions_on_trigger: JSON.parse(row.actions_on_trigger) as Action[],
  actions_on_resolve: JSON.parse(row.actions_on_resolve) as Action[],
});

export const insertAutomation = query<AutomationTable>()((db, p) =>
  db.insertInto("automation").values({
    id: p("id"),
    created: p("created"),
    updated: p("updated"),
    name: p("name"),
    description: p("description"),
    enabled: p("enabled"),
    tags: p("tags"),
    trigger: p("trigger"),
    actions: p("actions"),
    actions_on_trigger: p("actions_on_trigger"),
    actions_on_resolve: p("actions_on_resolve"),
    owner_resource: p("owner_resource"),
    listens_after: p("listens_after"),
  }),
);

export const readAutomation = query<{ id: string }>()((db, p) =>
  db.selectFrom("automation").selectAll().where("id", "=", p("id")),
);

export const updateAutomation = query<Omit<AutomationTable, "created" | "owner_resource">>()((db, p) =>
  db
    .updateTable("automation")
    .set({
      updated: p("updated"),
      name: p("name"),
      description: p("description"),
      enabled: p("enabled"),
      tags: p("tags"),
      trigger: p("trigger"),
      actions: p("actions"),
      actions_on_trigger: p("actions_on_trigger"),
      actions_on_resolve: p("actions_on_resolve"),
      listens_after: p("listens_after"),
    })
    .where("id", "=", p("id")),
);

export const deleteAutomation = query<{ id: string }>()((db, p) =>
  db.deleteFrom("automation").where("id", "=", p("id")),
);

export const deleteAutomationsOwnedBy = query<{ owner_resource: string }>()((db, p) =>
  db.deleteFrom("automation").where("owner_resource", "=", p("owner_resource")),
);

/** The flow runs, as resources, that have made automations to wait for something; those that follow one. */
export const readOwnersThatAreRuns = query<{ after: string; limit: number }>()((db, p) =>
  db
    .selectFrom("automation")
    .select("owner_resource")
    .distinct()
    .where("owner_resource", ">", p("after"))
    .where("owner_resource", "<", "prefect.flow-run/")
    .orderBy("owner_resource")
    .limit(p("limit")),
);

export const readAutomationsOwnedBy = query<{ owner_resource: string }>()((db, p) =>
  db.selectFrom("automation").selectAll().where("owner_resource", "=", p("owner_resource")).orderBy("name"),
);

/** Those that start a certain deployment; `deployment` is its id in quotes, as it stands in the JSON of actions. */
export const readAutomationsStarting = query<{ deployment: string }>()((db, p, dialect) => {
  const actions =
    dialect === "postgres"
      ? sql<string>`actions::text || actions_on_trigger::text`
      : sql<string>`actions || actions_on_trigger`;
  const place = dialect === "postgres" ? sql<number>`strpos` : sql<number>`instr`;
  return db
    .selectFrom("automation")
    .selectAll()
    .where(sql<SqlBool>`${place}(${actions}, ${p("deployment")}) > 0`)
    .orderBy("name");
});

/** What is listening, by age. */
export const readEnabledAutomations = query<Record<never, never>>()((db) =>
  db.selectFrom("automation").selectAll().where("enabled", "=", 1).orderBy("created").orderBy("id"),
);

/** Changes whenever an automation does. */
export const readAutomationsVersion = query<Record<never, never>>()((db) =>
  db
    .selectFrom("automation")
    .select((eb) => [eb.fn.countAll<number>().as("count"), eb.fn.max("updated").as("updated")]),
);

const matching = (dialect: Dialect, filter: AutomationFilter | null | undefined): Condition =>
  orTrue(
    filter
      ? combined(
          filter.operator,
          given(filter.id, ({ any_ }) => anyOf(dialect, sql.ref("automation.id"), ids(any_))),
          given(filter.name, ({ any_ }) => anyOf(dialect, sql.ref("automation.name"), any_)),
          given(filter.tags, (part) => tags(dialect, sql.ref("automation.tags"), part)),
          given(filter.created, ({ before_ }) =>
            before_ == null ? undefined : sql<SqlBool>`automation.created <= ${parseTime(before_)}`,
          ),
        )
      : undefined,
  );

const ORDER = {
  CREATED_DESC: ["created", "desc"],
  UPDATED_DESC: ["updated", "desc"],
  NAME_DESC: ["name", "desc"],
  NAME_ASC: ["name", "asc"],
} as const satisfies Record<AutomationSort, unknown>;

export interface AutomationPage {
  readonly filter: AutomationFilter | null | undefined;
  readonly sort: AutomationSort;
  readonly limit: number;
  readonly offset: number;
}

export const filterAutomations = (dialect: Dialect, page: AutomationPage) => (db: Builder) => {
  const [column, direction] = ORDER[page.sort];
  return db
    .selectFrom("automation")
    .selectAll()
    .where(matching(dialect, page.filter))
    .orderBy(column, direction)
    .orderBy("id")
    .limit(page.limit)
    .offset(page.offset);
};

export const countAutomations = (dialect: Dialect, filter: AutomationFilter | null | undefined) => (db: Builder) =>
  db
    .selectFrom("automation")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where(matching(dialect, filter));
