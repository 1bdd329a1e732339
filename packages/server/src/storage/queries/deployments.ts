import {
  formatTime,
  type DeploymentResponse,
  type DeploymentSchedule,
  type DeploymentSort,
  type GlobalConcurrencyLimitResponse,
} from "@weir/contract";
import { orTrue } from "../conditions.ts";
import { deploymentsMatching, type Filters } from "../filters/related.ts";
import { query, type Builder, type Dialect } from "../query.ts";
import type { DeploymentScheduleTable, DeploymentTable } from "../tables.ts";

type JsonObject = Record<string, unknown>;

const parsed = <T>(text: string | null): T | null => (text === null ? null : (JSON.parse(text) as T));

export const toSchedule = (row: DeploymentScheduleTable): DeploymentSchedule => ({
  id: row.id,
  created: formatTime(row.created),
  updated: formatTime(row.updated),
  deployment_id: row.deployment_id,
  schedule: JSON.parse(row.schedule) as DeploymentSchedule["schedule"],
  active: row.active === 1,
  max_scheduled_runs: row.max_scheduled_runs,
  parameters: JSON.parse(row.parameters) as JsonObject,
  slug: row.slug,
});

/** A deployment as it is answered, with what other tables know of it. */
export const toDeployment = (
  row: DeploymentTable,
  queue: { readonly name: string; readonly pool_name: string } | undefined,
  schedules: readonly DeploymentScheduleTable[],
  limit: GlobalConcurrencyLimitResponse | null,
): DeploymentResponse => ({
  id: row.id,
  created: formatTime(row.created),
  updated: formatTime(row.updated),
  name: row.name,
  version: row.version,
  description: row.description,
  flow_id: row.flow_id,
  paused: row.paused === 1,
  schedules: schedules.map(toSchedule),
  // The field is kept for old clients, who expect nothing in it: the limit stands in the next one.
  concurrency_limit: null,
  global_concurrency_limit: limit,
  concurrency_options: parsed(row.concurrency_options),
  job_variables: JSON.parse(row.job_variables) as JsonObject,
  parameters: JSON.parse(row.parameters) as JsonObject,
  tags: JSON.parse(row.tags) as string[],
  labels: JSON.parse(row.labels) as DeploymentResponse["labels"],
  work_queue_name: queue?.name ?? row.work_queue_name,
  work_queue_id: row.work_queue_id,
  last_polled: row.last_polled === null ? null : formatTime(row.last_polled),
  parameter_openapi_schema: parsed(row.parameter_openapi_schema),
  path: row.path,
  pull_steps: parsed(row.pull_steps),
  entrypoint: row.entrypoint,
  storage_document_id: row.storage_document_id,
  infrastructure_document_id: row.infrastructure_document_id,
  created_by: parsed(row.created_by),
  updated_by: parsed(row.updated_by),
  work_pool_name: queue?.pool_name ?? null,
  status: row.status as DeploymentResponse["status"],
  enforce_parameter_schema: row.enforce_parameter_schema === 1,
});

export const readDeployment = query<{ id: string }>()((db, p) =>
  db.selectFrom("deployment").selectAll().where("id", "=", p("id")),
);

/** Reads a deployment that is about to change; on PostgreSQL other transactions wait for this one. */
export const lockDeployment = query<{ id: string }>()((db, p, dialect) => {
  const select = db.selectFrom("deployment").selectAll().where("id", "=", p("id"));
  return dialect === "postgres" ? select.forUpdate() : select;
});

export const lockDeploymentNamed = query<{ flow_id: string; name: string }>()((db, p, dialect) => {
  const select = db
    .selectFrom("deployment")
    .selectAll()
    .where("flow_id", "=", p("flow_id"))
    .where("name", "=", p("name"));
  return dialect === "postgres" ? select.forUpdate() : select;
});

export const readDeploymentNamed = query<{ flow_name: string; name: string }>()((db, p) =>
  db
    .selectFrom("deployment")
    .innerJoin("flow", "flow.id", "deployment.flow_id")
    .selectAll("deployment")
    .where("flow.name", "=", p("flow_name"))
    .where("deployment.name", "=", p("name")),
);

/** What a state change of one of its runs asks of a deployment. */
export const readDeploymentLabel = query<{ id: string }>()((db, p) =>
  db.selectFrom("deployment").select(["name", "tags"]).where("id", "=", p("id")),
);

export const readDeploymentLimit = query<{ id: string }>()((db, p) =>
  db.selectFrom("deployment").select(["concurrency_limit_id", "concurrency_options"]).where("id", "=", p("id")),
);

const COLUMNS = [
  "id",
  "created",
  "updated",
  "name",
  "flow_id",
  "version",
  "description",
  "paused",
  "concurrency_limit_id",
  "concurrency_options",
  "job_variables",
  "parameters",
  "parameter_openapi_schema",
  "enforce_parameter_schema",
  "tags",
  "labels",
  "work_queue_name",
  "work_queue_id",
  "last_polled",
  "status",
  "path",
  "pull_steps",
  "entrypoint",
  "storage_document_id",
  "infrastructure_document_id",
  "created_by",
  "updated_by",
  "version_id",
  "canary_id",
  "canary_share",
] as const satisfies readonly (keyof DeploymentTable)[];

/** Inserts a deployment unless its flow has one of that name; answers the rows that got in. */
export const insertDeployment = query<DeploymentTable>()((db, p) =>
  db
    .insertInto("deployment")
    .values(Object.fromEntries(COLUMNS.map((column) => [column, p(column)])) as unknown as DeploymentTable)
    .onConflict((conflict) => conflict.columns(["flow_id", "name"]).doNothing()),
);

/** What can be changed of a deployment. */
export type DeploymentChanges = Partial<Omit<DeploymentTable, "id" | "created" | "flow_id" | "name">>;

export const updateDeployment = (id: string, changes: DeploymentChanges) => (db: Builder) =>
  db.updateTable("deployment").set(changes).where("id", "=", id);

export const deleteDeployment = query<{ id: string }>()((db, p) =>
  db.deleteFrom("deployment").where("id", "=", p("id")),
);

const ORDER = {
  CREATED_DESC: ["created", "desc"],
  UPDATED_DESC: ["updated", "desc"],
  NAME_ASC: ["name", "asc"],
  NAME_DESC: ["name", "desc"],
} as const satisfies Record<DeploymentSort, unknown>;

export const filterDeployments =
  (
    dialect: Dialect,
    { filters, sort, limit, offset }: { filters: Filters; sort: DeploymentSort; limit: number; offset: number },
  ) =>
  (db: Builder) => {
    const [column, direction] = ORDER[sort];
    return db
      .selectFrom("deployment")
      .selectAll()
      .where(orTrue(deploymentsMatching(dialect, filters)))
      .orderBy(column, direction)
      .orderBy("id")
      .limit(limit)
      .offset(offset);
  };

export const countDeployments = (dialect: Dialect, filters: Filters) => (db: Builder) =>
  db
    .selectFrom("deployment")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where(orTrue(deploymentsMatching(dialect, filters)));

/** Those of the deployments that nobody has asked for work, so far as is known. */
export const readUnreadyDeployments = (ids: readonly string[]) => (db: Builder) =>
  db.selectFrom("deployment").selectAll().where("id", "in", ids).where("status", "!=", "READY").orderBy("id");

/** Notes that somebody asks for the work of deployments. Not a change of theirs: `updated` stays. */
export const stampPolled = (ids: readonly string[], now: number) => (db: Builder) =>
  db.updateTable("deployment").set({ status: "READY", last_polled: now }).where("id", "in", ids);

/** The same for all deployments of some work queues. */
export const readUnreadyDeploymentsOfQueues = (ids: readonly string[]) => (db: Builder) =>
  db
    .selectFrom("deployment")
    .selectAll()
    .where("work_queue_id", "in", ids)
    .where("status", "!=", "READY")
    .orderBy("id");

export const stampPolledByQueues = (ids: readonly string[], now: number) => (db: Builder) =>
  db.updateTable("deployment").set({ status: "READY", last_polled: now }).where("work_queue_id", "in", ids);

/** Deployments that count as ready although nobody has asked for their work, or for that of their queue, since an instant. */
export const readUnaskedDeployments = query<{ before: number }>()((db, p) =>
  db
    .selectFrom("deployment")
    .leftJoin("work_queue", "work_queue.id", "deployment.work_queue_id")
    .selectAll("deployment")
    .where("deployment.status", "=", "READY")
    .where("deployment.last_polled", "<", p("before"))
    .where((eb) => eb.or([eb("work_queue.last_polled", "is", null), eb("work_queue.last_polled", "<", p("before"))]))
    .orderBy("deployment.id"),
);

/** A deployment that nobody asks for; unless somebody has, meanwhile. */
export const setDeploymentUnready = query<{ id: string; before: number }>()((db, p) =>
  db
    .updateTable("deployment")
    .set({ status: "NOT_READY" })
    .where("id", "=", p("id"))
    .where("status", "=", "READY")
    .where("last_polled", "<", p("before")),
);

/** Takes deployments out of a queue that is deleted. */
export const leaveQueue = query<{ work_queue_id: string }>()((db, p) =>
  db.updateTable("deployment").set({ work_queue_id: null }).where("work_queue_id", "=", p("work_queue_id")),
);

/** Runs of a deployment that are scheduled and have not begun. */
export const deleteScheduledRuns =
  (deploymentId: string, { autoOnly, after }: { readonly autoOnly: boolean; readonly after?: number }) =>
  (db: Builder) => {
    let statement = db
      .deleteFrom("flow_run")
      .where("deployment_id", "=", deploymentId)
      .where("state_type", "=", "SCHEDULED")
      // Such a run has been asked for and only waits for room.
      .where("state_name", "!=", "AwaitingConcurrencySlot")
      .where("run_count", "=", 0);
    if (autoOnly) statement = statement.where("auto_scheduled", "=", 1);
    if (after !== undefined) statement = statement.where("next_scheduled_start_time", ">", after);
    return statement;
  };
