import type { InferResult } from "kysely";
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
    next_plan: p("next_plan"),
    planned_to: p("planned_to"),
    policy: p("policy"),
  }),
);

export const updateSchedule = query<
  Omit<DeploymentScheduleTable, "created" | "deployment_id" | "next_plan" | "planned_to">
>()((db, p) =>
  db
    .updateTable("deployment_schedule")
    .set({
      updated: p("updated"),
      active: p("active"),
      schedule: p("schedule"),
      parameters: p("parameters"),
      slug: p("slug"),
      max_scheduled_runs: p("max_scheduled_runs"),
      policy: p("policy"),
    })
    .where("id", "=", p("id")),
);

export const deleteSchedule = query<{ id: string; deployment_id: string }>()((db, p) =>
  db.deleteFrom("deployment_schedule").where("id", "=", p("id")).where("deployment_id", "=", p("deployment_id")),
);

export const deleteSchedulesOf = query<{ deployment_id: string }>()((db, p) =>
  db.deleteFrom("deployment_schedule").where("deployment_id", "=", p("deployment_id")),
);

/** Has the schedules of a deployment planned as soon as may be; those that plan nothing, not at all. */
export const planAnew = query<{ deployment_id: string }>()((db, p) =>
  db
    .updateTable("deployment_schedule")
    .set((eb) => ({
      next_plan: eb
        .case()
        .when(
          eb.and([
            eb("active", "=", 1),
            eb.exists(
              eb.selectFrom("deployment").select("id").where("id", "=", p("deployment_id")).where("paused", "=", 0),
            ),
          ]),
        )
        .then(0)
        .else(null)
        .end(),
      // What was missed before a change is not made up for.
      planned_to: null,
    }))
    .where("deployment_id", "=", p("deployment_id")),
);

/** What the runs of a schedule take from it and from its deployment. */
const selectPlans = (db: Builder) =>
  db
    .selectFrom("deployment_schedule")
    .innerJoin("deployment", "deployment.id", "deployment_schedule.deployment_id")
    .leftJoin("deployment_version as tried", "tried.id", "deployment.canary_id")
    .select([
      "deployment_schedule.id as schedule_id",
      "deployment_schedule.schedule as schedule",
      "deployment_schedule.parameters as schedule_parameters",
      "deployment_schedule.slug as slug",
      "deployment_schedule.policy as policy",
      "deployment_schedule.planned_to as planned_to",
      "deployment.id as deployment_id",
      "deployment.flow_id as flow_id",
      "deployment.version as deployment_version",
      "deployment.work_queue_id as work_queue_id",
      "deployment.work_queue_name as work_queue_name",
      "deployment.infrastructure_document_id as infrastructure_document_id",
      "deployment.parameters as parameters",
      "deployment.tags as tags",
      "deployment.labels as labels",
      "deployment.version_id as version_id",
      "deployment.canary_share as canary_share",
      "tried.id as canary_id",
      "tried.content as canary_content",
    ])
    .where("deployment_schedule.active", "=", 1);

export type PlanRow = InferResult<ReturnType<typeof selectPlans>>[number];

/** A row if any schedule is due: what most looks find out, without a transaction. */
export const readDuePlan = query<{ now: number }>()((db, p) =>
  db.selectFrom("deployment_schedule").select("id").where("next_plan", "<=", p("now")).limit(1),
);

/**
 * Schedules whose next runs are to be planned. On PostgreSQL they, and their deployments, stay as they are until the
 * transaction ends, and what another server plans at the same time is left to it.
 */
export const duePlans = query<{ now: number; limit: number }>()((db, p, dialect) => {
  const select = selectPlans(db)
    .where("deployment_schedule.next_plan", "<=", p("now"))
    .where("deployment.paused", "=", 0)
    .orderBy("deployment_schedule.next_plan")
    .limit(p("limit"));
  return dialect === "postgres" ? select.forUpdate(["deployment_schedule", "deployment"]).skipLocked() : select;
});

/** All that a deployment's active schedules plan by. */
export const plansOf = query<{ deployment_id: string }>()((db, p) =>
  selectPlans(db).where("deployment_schedule.deployment_id", "=", p("deployment_id")),
);

export const setNextPlan = query<{ id: string; next_plan: number | null; planned_to: number }>()((db, p) =>
  db
    .updateTable("deployment_schedule")
    .set({ next_plan: p("next_plan"), planned_to: p("planned_to") })
    .where("id", "=", p("id")),
);
