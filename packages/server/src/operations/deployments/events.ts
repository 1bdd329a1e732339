import type { Micros } from "@weir/contract";
import { uuid7 } from "../../platform/ids.ts";
import { readFlow } from "../../storage/queries/flows.ts";
import { readWorkPool } from "../../storage/queries/work-pools.ts";
import { readWorkQueue } from "../../storage/queries/work-queues.ts";
import type { Transaction } from "../../storage/store.ts";
import type { DeploymentTable } from "../../storage/tables.ts";
import type { Context } from "../context.ts";
import { recordEvent } from "../events.ts";

/** What an event of change tells about, under the names that the protocol's events have for it. */
const TOLD = {
  description: "description",
  tags: "tags",
  parameters: "parameters",
  parameter_openapi_schema: "parameter_openapi_schema",
  enforce_parameter_schema: "enforce_parameter_schema",
  entrypoint: "entrypoint",
  path: "path",
  pull_steps: "pull_steps",
  work_queue_id: "work_queue_id",
  job_variables: "infra_overrides",
  paused: "paused",
  labels: "labels",
  version: "version",
  concurrency_limit_id: "concurrency_limit_id",
  concurrency_options: "concurrency_options",
} as const satisfies Partial<Record<keyof DeploymentTable, string>>;

const JSON_COLUMNS: ReadonlySet<string> = new Set([
  "tags",
  "parameters",
  "parameter_openapi_schema",
  "pull_steps",
  "job_variables",
  "labels",
  "concurrency_options",
]);
const FLAGS: ReadonlySet<string> = new Set(["paused", "enforce_parameter_schema"]);

function told(row: DeploymentTable, column: keyof typeof TOLD): unknown {
  const value = row[column];
  if (JSON_COLUMNS.has(column)) return value === null ? null : (JSON.parse(value as string) as unknown);
  return FLAGS.has(column) ? value === 1 : value;
}

/** What differs between two versions of a deployment: `{field: {from, to}}`. */
function differences(before: DeploymentTable, after: DeploymentTable): Record<string, { from: unknown; to: unknown }> {
  const changed: Record<string, { from: unknown; to: unknown }> = {};
  for (const [column, name] of Object.entries(TOLD) as [keyof typeof TOLD, string][]) {
    const [from, to] = [told(before, column), told(after, column)];
    if (JSON.stringify(from) !== JSON.stringify(to)) changed[name] = { from, to };
  }
  return changed;
}

async function relatedTo(tx: Transaction, row: DeploymentTable): Promise<Record<string, string>[]> {
  const flow = await tx.first(readFlow, { id: row.flow_id });
  const queue = row.work_queue_id ? await tx.first(readWorkQueue, { id: row.work_queue_id }) : undefined;
  const pool = queue ? await tx.first(readWorkPool, { id: queue.work_pool_id }) : undefined;
  const related = (kind: string, id: string | null, role: string): Record<string, string>[] =>
    id ? [{ "prefect.resource.id": `prefect.${kind}.${id}`, "prefect.resource.role": role }] : [];
  return [
    ...(flow
      ? [
          {
            "prefect.resource.id": `prefect.flow.${flow.id}`,
            "prefect.resource.name": flow.name,
            "prefect.resource.role": "flow",
          },
        ]
      : []),
    ...(queue
      ? [
          {
            "prefect.resource.id": `prefect.work-queue.${queue.id}`,
            "prefect.resource.name": queue.name,
            "prefect.resource.role": "work-queue",
          },
        ]
      : []),
    ...(pool
      ? [
          {
            "prefect.resource.id": `prefect.work-pool.${pool.id}`,
            "prefect.resource.name": pool.name,
            "prefect.work-pool.type": pool.type,
            "prefect.resource.role": "work-pool",
          },
        ]
      : []),
    ...related("block-document", row.storage_document_id, "storage"),
    ...related("block-document", row.infrastructure_document_id, "infrastructure"),
    ...related("concurrency-limit", row.concurrency_limit_id, "concurrency-limit"),
  ];
}

/** Tells what happened to a deployment. */
export async function recordDeploymentEvent(
  context: Context,
  tx: Transaction,
  kind: "created" | "deleted" | "updated" | "ready" | "not-ready",
  row: DeploymentTable,
  occurred: Micros,
  payload: Record<string, unknown> = {},
): Promise<void> {
  await recordEvent(context, tx, {
    id: uuid7(),
    occurred,
    event: `prefect.deployment.${kind}`,
    resource: { "prefect.resource.id": `prefect.deployment.${row.id}`, "prefect.resource.name": row.name },
    related: await relatedTo(tx, row),
    payload,
  });
}

/** Tells what changed, if anything did that is told about. */
export async function recordDeploymentChange(
  context: Context,
  tx: Transaction,
  before: DeploymentTable,
  after: DeploymentTable,
): Promise<void> {
  const updates = differences(before, after);
  const fields = Object.keys(updates);
  if (fields.length > 0)
    await recordDeploymentEvent(context, tx, "updated", after, after.updated, { updated_fields: fields, updates });
}
