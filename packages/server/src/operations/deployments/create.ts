import type { DeploymentCreate, DeploymentResponse, DeploymentWriteAdditions } from "@weir/contract";
import { ConstraintError, Refusal } from "../../platform/errors.ts";
import { uuid7 } from "../../platform/ids.ts";
import { readBlockDocument } from "../../storage/queries/block-documents.ts";
import { deleteSchedulesOf, readSchedulesOf } from "../../storage/queries/deployment-schedules.ts";
import {
  deleteScheduledRuns,
  insertDeployment,
  lockDeploymentNamed,
  updateDeployment,
} from "../../storage/queries/deployments.ts";
import { readFlow } from "../../storage/queries/flows.ts";
import type { Transaction } from "../../storage/store.ts";
import type { DeploymentTable } from "../../storage/tables.ts";
import type { Context } from "../context.ts";
import { columnsOf } from "./columns.ts";
import { recordDeploymentChange, recordDeploymentEvent } from "./events.ts";
import { settleLimit } from "./limit.ts";
import { asDeployments } from "./read.ts";
import { insertSchedules, withAnchors, withPolicies, type ScheduleFields } from "./schedules.ts";
import { recordVersion } from "./versions.ts";
import { checkQueueFields, settleQueue } from "./work-queue.ts";

async function checkBlocks(tx: Transaction, body: DeploymentCreate): Promise<void> {
  for (const [kind, id] of [
    ["infrastructure", body.infrastructure_document_id],
    ["storage", body.storage_document_id],
  ] as const)
    if (id && !(await tx.first(readBlockDocument, { id })))
      throw new Refusal(
        "conflict",
        `Error creating deployment. Could not find ${kind} block with id: ${id}. This usually occurs when applying a deployment specification that was built against a different Prefect database / workspace.`,
      );
}

const blank = (flow_id: string, name: string, now: number): DeploymentTable => ({
  id: uuid7(),
  created: now,
  updated: now,
  name,
  flow_id,
  version: null,
  description: null,
  paused: 0,
  concurrency_limit_id: null,
  concurrency_options: null,
  job_variables: "{}",
  parameters: "{}",
  parameter_openapi_schema: "{}",
  enforce_parameter_schema: 1,
  tags: "[]",
  labels: "{}",
  work_queue_name: null,
  work_queue_id: null,
  last_polled: null,
  status: "NOT_READY",
  path: null,
  pull_steps: "[]",
  entrypoint: null,
  storage_document_id: null,
  infrastructure_document_id: null,
  created_by: null,
  updated_by: null,
  version_id: null,
  canary_id: null,
  canary_share: 0,
});

/**
 * Creates a deployment, or changes what the body has of the one that its flow has under that name. Its schedules become
 * those of the body either way, and what was scheduled for later is scheduled anew.
 */
export const createDeployment = (
  context: Context,
  body: DeploymentCreate,
  additions?: DeploymentWriteAdditions,
): Promise<{ deployment: DeploymentResponse; created: boolean }> =>
  context.store.write(async (tx) => {
    const now = context.clock.now();
    await checkQueueFields(context, tx, body, "creating deployment");
    const flow = await tx.first(readFlow, { id: body.flow_id });
    if (!flow) throw new ConstraintError(`flow ${body.flow_id} does not exist`);
    await checkBlocks(tx, body);
    const changes = {
      ...columnsOf(body),
      // A deployment that is sent again without a pool stays in the one it is in.
      ...(body.work_pool_name || body.work_queue_name ? await settleQueue(context, tx, body) : {}),
      updated: now,
      labels: JSON.stringify({ ...(JSON.parse(flow.labels) as object), "prefect.flow.id": flow.id, ...body.labels }),
    };
    const key = { flow_id: flow.id, name: body.name };
    let existing = await tx.first(lockDeploymentNamed, key);
    const fresh = { ...blank(flow.id, body.name, now), ...changes };
    // Another transaction may have created it since we looked (PostgreSQL only).
    if (!existing && (await tx.run(insertDeployment, fresh)) === 0) existing = await tx.first(lockDeploymentNamed, key);
    const row = existing ? { ...existing, ...changes } : fresh;
    row.concurrency_limit_id = await settleLimit(context, tx, row, body);
    if (existing || row.concurrency_limit_id !== null)
      await tx.change(updateDeployment(row.id, { ...changes, concurrency_limit_id: row.concurrency_limit_id }));
    let schedules: ScheduleFields[] = withPolicies(body.schedules ?? [], additions?.schedules);
    if (existing) {
      // Only for clients that know of it: the reference counts from the present each time.
      if (additions) schedules = withAnchors(schedules, await tx.rows(readSchedulesOf([row.id])));
      await tx.change(deleteScheduledRuns(row.id, { autoOnly: true, after: now }));
      await tx.run(deleteSchedulesOf, { deployment_id: row.id });
    }
    await insertSchedules(tx, row.id, schedules, now);
    if (existing) await recordDeploymentChange(context, tx, existing, row);
    else await recordDeploymentEvent(context, tx, "created", row, now);
    await recordVersion(context, tx, row, additions?.source);
    return { deployment: (await asDeployments(tx, [row], now))[0]!, created: !existing };
  });
