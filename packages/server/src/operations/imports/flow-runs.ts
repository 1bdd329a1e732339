/**
 * Takes in a flow run that was recorded elsewhere, in one transaction: its row, its history, and the task runs that
 * stand for its subflows. What the run shows afterwards is decided by `rules/imports/merge-history.ts`.
 */
import { isFinalType, parseTime, type ImportedFlowRun } from "@weir/contract";
import { randomName } from "../../platform/names.ts";
import { mergeHistory } from "../../rules/imports/merge-history.ts";
import { readFlow } from "../../storage/queries/flows.ts";
import { insertFlowRun, lockFlowRun, updateFlowRunProgress, type FlowRunRow } from "../../storage/queries/flow-runs.ts";
import { readStatesOfFlowRun } from "../../storage/queries/imports.ts";
import { insertFlowRunState } from "../../storage/queries/states.ts";
import { readTaskRun } from "../../storage/queries/task-runs.ts";
import { ConstraintError, type Transaction } from "../../storage/store.ts";
import type { Context } from "../context.ts";
import { releaseDeploymentSlot } from "../deployment-slots.ts";
import { encodeParameters, normalPolicy } from "../flow-runs/create.ts";
import { asJoined, currentState, stateRow } from "../states.ts";
import { importedState, storedState } from "./states.ts";
import { importTaskRun } from "./task-runs.ts";

export async function importFlowRun(context: Context, tx: Transaction, given: ImportedFlowRun): Promise<void> {
  const id = given.id.toLowerCase();
  let row = await lockFlowRun(tx, id);
  if (!row) {
    await tx.run(insertFlowRun, await newRow(context, tx, id, given));
    row = (await lockFlowRun(tx, id))!;
  }
  await importHistory(context, tx, row, given);
  for (const taskRun of given.task_runs ?? []) await importTaskRun(context, tx, row.id, taskRun);
}

async function newRow(context: Context, tx: Transaction, id: string, given: ImportedFlowRun): Promise<FlowRunRow> {
  const now = context.clock.now();
  const flow = await tx.first(readFlow, { id: given.flow_id.toLowerCase() });
  if (!flow) throw new ConstraintError(`flow ${given.flow_id} does not exist`);
  const parent = given.parent_task_run_id?.toLowerCase();
  const isParentThere = parent !== undefined && (await tx.first(readTaskRun, { id: parent })) !== undefined;
  return {
    id,
    created: given.created ? parseTime(given.created) : now,
    updated: now,
    name: given.name || randomName(),
    flow_id: flow.id,
    flow_version: given.flow_version ?? null,
    deployment_id: given.deployment_id?.toLowerCase() ?? null,
    deployment_version: null,
    work_queue_id: null,
    work_queue_name: null,
    parameters: encodeParameters(context, given.parameters),
    idempotency_key: null,
    context: JSON.stringify(given.context ?? {}),
    empirical_policy: JSON.stringify(normalPolicy(given.empirical_policy)),
    tags: JSON.stringify(given.tags ?? []),
    labels: JSON.stringify({ ...given.labels, "prefect.flow.id": flow.id }),
    // A parent that was deleted meanwhile takes nothing along.
    parent_task_run_id: isParentThere ? parent : null,
    auto_scheduled: 0,
    infrastructure_document_id: null,
    infrastructure_pid: null,
    created_by: given.created_by ? JSON.stringify(given.created_by) : null,
    job_variables: JSON.stringify(given.job_variables ?? {}),
    attempt: 0,
    lease_expires: null,
    heartbeat: null,
    lost: null,
    priority: 0,
    version_id: null,
    state_id: null,
    state_type: null,
    state_name: null,
    state_timestamp: null,
    run_count: 0,
    expected_start_time: null,
    next_scheduled_start_time: null,
    start_time: null,
    end_time: null,
    total_run_time: 0,
    flow_name: flow.name,
    flow_tags: flow.tags,
    s_message: null,
    s_details: null,
    s_data: null,
    queue_name: null,
    pool_id: null,
    pool_name: null,
    pool_type: null,
  };
}

async function importHistory(
  context: Context,
  tx: Transaction,
  row: FlowRunRow,
  given: ImportedFlowRun,
): Promise<void> {
  const stored = (await tx.all(readStatesOfFlowRun, { flow_run_id: row.id })).map(storedState);
  const ids = { flow_run_id: row.id, task_run_id: row.parent_task_run_id };
  const current = currentState(row);
  const merged = mergeHistory(
    stored,
    current,
    given.states.map((state) => importedState(state, ids)),
  );
  if (!merged) return;
  for (const state of merged.fresh) await tx.run(insertFlowRunState, { ...stateRow(state), flow_run_id: row.id });
  if (!merged.changed) return;
  const { standing, times, attempts } = merged;
  const now = context.clock.now();
  const after: FlowRunRow = {
    ...row,
    ...times,
    ...asJoined(stateRow(standing)),
    updated: now,
    attempt: Math.max(row.attempt, attempts),
    lease_expires: null,
    lost: null,
    empirical_policy: JSON.stringify(normalPolicy(given.empirical_policy)),
  };
  await tx.run(updateFlowRunProgress(row, after), after);
  if (row.deployment_id && isFinalType(standing.type))
    await releaseDeploymentSlot(tx, row.id, current?.details.deployment_concurrency_lease_id ?? null, now);
}
