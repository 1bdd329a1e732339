import type { FlowRunRow } from "../../storage/queries/flow-runs.ts";
import { readDeploymentLabel } from "../../storage/queries/deployments.ts";
import { readTaskRunLabel } from "../../storage/queries/task-runs.ts";
import type { Transaction } from "../../storage/store.ts";
import { related } from "../run-events.ts";

/**
 * What the events of a flow run are related to: its flow, deployment, work queue and pool, and parent task run, the tags of all of them, and
 * who created it.
 */
export async function relatedToFlowRun(
  tx: Transaction,
  row: FlowRunRow,
): Promise<readonly Readonly<Record<string, string>>[]> {
  const list = [related("flow", row.flow_id, "flow", row.flow_name)];
  const tagged = [row.tags, row.flow_tags];
  if (row.deployment_id) {
    const deployment = await tx.first(readDeploymentLabel, { id: row.deployment_id });
    if (deployment) {
      list.push(related("deployment", row.deployment_id, "deployment", deployment.name));
      tagged.push(deployment.tags);
    }
  }
  if (row.pool_id !== null) {
    list.push(related("work-queue", row.work_queue_id!, "work-queue", row.queue_name));
    list.push(
      related("work-pool", row.pool_id, "work-pool", row.pool_name, { "prefect.work-pool.type": row.pool_type! }),
    );
  }
  if (row.parent_task_run_id) {
    const parent = await tx.first(readTaskRunLabel, { id: row.parent_task_run_id });
    if (parent) {
      list.push(related("task-run", row.parent_task_run_id, "task-run", parent.name));
      tagged.push(parent.tags);
    }
  }
  const tags = new Set(tagged.flatMap((text) => (text === "[]" ? [] : (JSON.parse(text) as string[]))));
  for (const tag of [...tags].sort()) list.push(related("tag", tag, "tag"));
  if (row.created_by) {
    const { id, type, display_value } = JSON.parse(row.created_by) as Record<string, string | null>;
    if (type === "AUTOMATION" || type === "DEPLOYMENT")
      list.push(related(type.toLowerCase(), id ?? "", "creator", display_value));
  }
  return list;
}
