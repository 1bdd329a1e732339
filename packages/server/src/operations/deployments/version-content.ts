/** What a version keeps of a deployment: all that a deploy can change, under the names that a request has for it. */
import { createHash } from "node:crypto";
import type { DeploymentSchedule, DeploymentUpdate, SchedulePolicy } from "@weir/contract";
import { readLimit } from "../../storage/queries/concurrency-limits.ts";
import { readSchedulesOf } from "../../storage/queries/deployment-schedules.ts";
import { readWorkPool } from "../../storage/queries/work-pools.ts";
import { readWorkQueue } from "../../storage/queries/work-queues.ts";
import type { Reader } from "../../storage/store.ts";
import type { DeploymentScheduleTable, DeploymentTable } from "../../storage/tables.ts";
import { isPrivateLimit } from "./limit.ts";

type JsonObject = Record<string, unknown>;

interface VersionSchedule {
  readonly schedule: DeploymentSchedule["schedule"];
  readonly active: boolean;
  readonly parameters: JsonObject;
  readonly slug: string | null;
  readonly max_scheduled_runs: number | null;
  readonly policy: SchedulePolicy | null;
}

/** What a version changes of a deployment where it comes into force. */
export interface VersionContent extends Omit<DeploymentUpdate, "schedules" | "paused"> {
  readonly schedules: readonly VersionSchedule[];
}

const parsed = <T>(text: string | null): T | null => (text === null ? null : (JSON.parse(text) as T));

const scheduleOf = (row: DeploymentScheduleTable): VersionSchedule => ({
  schedule: JSON.parse(row.schedule) as DeploymentSchedule["schedule"],
  active: row.active === 1,
  parameters: JSON.parse(row.parameters) as JsonObject,
  slug: row.slug,
  max_scheduled_runs: row.max_scheduled_runs,
  policy: parsed(row.policy),
});

export async function contentOf(db: Reader, row: DeploymentTable): Promise<VersionContent> {
  const queue = row.work_queue_id ? await db.first(readWorkQueue, { id: row.work_queue_id }) : undefined;
  const pool = queue && (await db.first(readWorkPool, { id: queue.work_pool_id }));
  const limit = row.concurrency_limit_id ? await db.first(readLimit, { id: row.concurrency_limit_id }) : undefined;
  const schedules = (await db.rows(readSchedulesOf([row.id]))).map(scheduleOf);
  return {
    version: row.version,
    description: row.description,
    entrypoint: row.entrypoint,
    path: row.path,
    pull_steps: parsed(row.pull_steps),
    job_variables: JSON.parse(row.job_variables) as JsonObject,
    parameters: JSON.parse(row.parameters) as JsonObject,
    parameter_openapi_schema: parsed(row.parameter_openapi_schema),
    enforce_parameter_schema: row.enforce_parameter_schema === 1,
    tags: JSON.parse(row.tags) as string[],
    work_pool_name: pool?.name ?? null,
    ...(pool && queue && queue.id !== pool.default_queue_id ? { work_queue_name: queue.name } : {}),
    ...(limit === undefined
      ? { concurrency_limit: null }
      : isPrivateLimit(limit.name, row.id)
        ? { concurrency_limit: limit.limit }
        : { global_concurrency_limit_id: limit.id }),
    concurrency_options: parsed(row.concurrency_options),
    // The database gives them in the order of their last change.
    schedules: schedules.toSorted((a, b) => (canonical(a) < canonical(b) ? -1 : 1)),
  };
}

/** JSON with the keys of objects in order, so that equal values are equal texts. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

export const hashOf = (content: VersionContent): string =>
  createHash("sha256").update(canonical(content)).digest("hex");
