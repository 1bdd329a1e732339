import type { FlowRunRow } from "../../storage/queries/flow-runs.ts";
import { readTaskRunName } from "../../storage/queries/task-runs.ts";
import type { Transaction } from "../../storage/store.ts";
import { related } from "../run-events.ts";

/** What the events of a flow run are related to: its flow, its parent task run, who created it, and all tags. */
export async function relatedToFlowRun(
  tx: Transaction,
  row: FlowRunRow,
): Promise<readonly Readonly<Record<string, string>>[]> {
  const list = [related("flow", row.flow_id, "flow", row.flow_name)];
  if (row.parent_task_run_id) {
    const parent = await tx.first(readTaskRunName, { id: row.parent_task_run_id });
    if (parent) list.push(related("task-run", row.parent_task_run_id, "task-run", parent.name));
  }
  if (row.tags !== "[]")
    for (const tag of [...new Set(JSON.parse(row.tags) as string[])].sort())
      list.push({ "prefect.resource.id": `prefect.tag.${tag}`, "prefect.resource.role": "tag" });
  if (row.created_by) {
    const { id, type, display_value } = JSON.parse(row.created_by) as Record<string, string | null>;
    if (type === "AUTOMATION" || type === "DEPLOYMENT")
      list.push(related(type.toLowerCase(), id ?? "", "creator", display_value));
  }
  return list;
}
