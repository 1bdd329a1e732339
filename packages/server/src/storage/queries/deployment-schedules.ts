import { query, type Builder } from "../query.ts";
import type { DeploymentScheduleTable } from "../tables.ts";

/** The schedules of deployments, those changed last first. */
export const readSchedulesOf = (deploymentIds: readonly string[]) => (db: Builder) =>
  db
    .selectFrom("deployment_schedule")
    .selectAll()
    .where("deployment_id", "in", deploymentIds)
    .orderBy("updated", "desc")
    .orderBy("id", "desc");

export const readSchedule = query<{ id: string; deployment_id: string }>()((db, p) =>
  db
    .selectFrom("deployment_schedule")
    .selectAll()
    .where("id", "=", p("id"))
    .where("deployment_id", "=", p("deployment_id")),
);

export const insertSchedule = query<DeploymentScheduleTable>()((db, p) =>
  db.insertInto("deployment_schedule").values({
    id: p("id"),
    created: p("created"),
    updated: p("updated"),
    deployment_id: p("deployment_id"),
    active: p("active"),
    schedule: p("schedule"),
    parameters: p("parameters"),
    slug: p("slug"),
    max_scheduled_runs: p("max_scheduled_runs"),
  }),
);

export const updateSchedule = query<Omit<DeploymentScheduleTable, "created" | "deployment_id">>()((db, p) =>
  db
    .updateTable("deployment_schedule")
    .set({
      updated: p("updated"),
      active: p("active"),
      schedule: p("schedule"),
      parameters: p("parameters"),
      slug: p("slug"),
      max_scheduled_runs: p("max_scheduled_runs"),
    })
    .where("id", "=", p("id")),
);

export const deleteSchedule = query<{ id: string; deployment_id: string }>()((db, p) =>
  db.deleteFrom("deployment_schedule").where("id", "=", p("id")).where("deployment_id", "=", p("deployment_id")),
);

export const deleteSchedulesOf = query<{ deployment_id: string }>()((db, p) =>
  db.deleteFrom("deployment_schedule").where("deployment_id", "=", p("deployment_id")),
);
