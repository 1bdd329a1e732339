/**
 * Records task runs from what was observed of them.
 *
 * R1. The run shows the newest state by its own time; an older one only joins the history.
 * R2. What arrives twice is recorded once.
 * R3. A run's natural key (flow run, task, dynamic key) wins over its id: if another id has the key, the states go there.
 * R4. What belongs to a flow run that is not there (deleted) is not recorded, and harms nothing else in its batch.
 */
import type { Micros } from "@weir/contract";
import type { State } from "../../rules/state.ts";
import { insertTaskRunState, readTaskRunStateId } from "../../storage/queries/states.ts";
import { holdFlowRun } from "../../storage/queries/flow-runs.ts";
import {
  insertTaskRun,
  observeTaskRun,
  readLooseTaskRunByKey,
  readTaskRun,
  readTaskRunByKey,
} from "../../storage/queries/task-runs.ts";
import type { Transaction } from "../../storage/store.ts";
import { stateRow } from "../states.ts";
import type { Observation } from "./observation.ts";

/** Records a batch, in the order in which it arrived. */
export async function recordTaskRuns(
  tx: Transaction,
  observations: readonly Observation[],
  now: Micros,
): Promise<void> {
  const present = new Map<string, boolean>();
  // One write per run and batch is enough: the newest state is what the run shows in the end.
  const newest = new Map<string, Observation>();
  const kept: Observation[] = [];
  for (const observation of observations) {
    const { flow_run_id } = observation.run;
    if (flow_run_id !== null) {
      if (!present.has(flow_run_id))
        present.set(flow_run_id, (await tx.first(holdFlowRun, { id: flow_run_id })) !== undefined);
      if (!present.get(flow_run_id)) continue; // R4
    }
    kept.push(observation);
    const other = newest.get(observation.taskRunId);
    if (!other || other.state.timestamp < observation.state.timestamp) newest.set(observation.taskRunId, observation);
  }
  const ids = new Map<string, string>();
  for (const observation of newest.values()) ids.set(observation.taskRunId, await writeRun(tx, observation, now));
  for (const { taskRunId, state } of kept) await writeState(tx, ids.get(taskRunId)!, state);
}

/** Writes the run's columns; answers the id under which it is stored. */
async function writeRun(tx: Transaction, { taskRunId, run, state }: Observation, now: Micros): Promise<string> {
  const columns = {
    name: run.name,
    cache_key: run.cache_key ?? null,
    cache_expiration: run.cache_expiration ?? null,
    task_version: run.task_version ?? null,
    empirical_policy: run.empirical_policy ?? null,
    tags: run.tags ?? null,
    labels: run.labels ?? null,
    task_inputs: run.task_inputs ?? null,
    flow_run_run_count: run.flow_run_run_count ?? null,
    state_id: state.id,
    state_type: state.type,
    state_name: state.name,
    state_timestamp: state.timestamp,
    run_count: run.run_count ?? null,
    expected_start_time: run.expected_start_time ?? null,
    next_scheduled_start_time: run.next_scheduled_start_time ?? null,
    start_time: run.start_time ?? null,
    end_time: run.end_time ?? null,
    total_run_time: run.total_run_time ?? null,
    updated: now,
  };
  const insert = () =>
    tx.run(insertTaskRun, {
      ...columns,
      id: taskRunId,
      created: now,
      flow_run_id: run.flow_run_id,
      task_key: run.task_key,
      dynamic_key: run.dynamic_key,
      empirical_policy: columns.empirical_policy ?? "{}",
      tags: columns.tags ?? "[]",
      labels: columns.labels ?? "{}",
      task_inputs: columns.task_inputs ?? "{}",
      flow_run_run_count: columns.flow_run_run_count ?? 0,
      run_count: columns.run_count ?? 0,
      total_run_time: columns.total_run_time ?? 0,
    });
  const update = (id: string) => tx.run(observeTaskRun, { ...columns, id });
  // A run's first event is its Pending one: every other most likely finds the run there.
  const steps = state.type === "PENDING" ? [insert, () => update(taskRunId)] : [() => update(taskRunId), insert];
  for (const step of steps) if ((await step()) > 0) return taskRunId;
  if (await tx.first(readTaskRun, { id: taskRunId })) return taskRunId; // R1: what is stored is newer
  const { flow_run_id, task_key, dynamic_key } = run;
  const canonical =
    flow_run_id === null
      ? await tx.first(readLooseTaskRunByKey, { task_key, dynamic_key })
      : await tx.first(readTaskRunByKey, { flow_run_id, task_key, dynamic_key });
  if (!canonical) throw new Error(`task run ${taskRunId} is neither new nor known`);
  await update(canonical.id); // R3
  return canonical.id;
}

async function writeState(tx: Transaction, taskRunId: string, state: State): Promise<void> {
  const row = {
    ...stateRow({ ...state, details: { ...state.details, task_run_id: taskRunId } }),
    task_run_id: taskRunId,
  };
  // Two states of one run at the same instant: the later one moves on until it finds a free microsecond.
  for (let { timestamp } = row; (await tx.run(insertTaskRunState, { ...row, timestamp })) === 0; timestamp++)
    if (await tx.first(readTaskRunStateId, { id: state.id })) return; // R2
}
