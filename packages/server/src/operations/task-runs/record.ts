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
import { insertTaskRuns, insertTaskRunStates, observeTaskRuns } from "../../storage/queries/task-run-batches.ts";
import {
  observeTaskRun,
  readLooseTaskRunByKey,
  readTaskRun,
  readTaskRunByKey,
} from "../../storage/queries/task-runs.ts";
import type { Transaction } from "../../storage/store.ts";
import type { TaskRunStateTable, TaskRunTable } from "../../storage/tables.ts";
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
  const ids = await writeRuns(tx, [...newest.values()], now);
  await writeStates(
    tx,
    kept.map(({ taskRunId, state }) => stateOf(ids.get(taskRunId)!, state)),
  );
}

/** Writes the columns of runs; answers for each the id under which it is stored. */
async function writeRuns(
  tx: Transaction,
  observations: readonly Observation[],
  now: Micros,
): Promise<ReadonlyMap<string, string>> {
  const left = new Map(observations.map((observation) => [observation.taskRunId, observation]));
  const ids = new Map<string, string>();
  const settle = (written: ReadonlySet<string>): void => {
    for (const id of written) {
      ids.set(id, id);
      left.delete(id);
    }
  };
  const remaining = (wanted: (observation: Observation) => boolean = () => true): Observation[] =>
    [...left.values()].filter(wanted);
  // A run's first event is its Pending one: every other most likely finds the run there.
  const isFirst = ({ state }: Observation): boolean => state.type === "PENDING";
  const insert = async (fresh: readonly Observation[]): Promise<void> =>
    settle(
      await insertTaskRuns(
        tx,
        fresh.map((observation) => newRow(observation, now)),
      ),
    );
  await insert(remaining(isFirst));
  settle(
    await observeTaskRuns(
      tx,
      remaining().map((observation) => ({ ...columnsOf(observation, now), id: observation.taskRunId })),
    ),
  );
  await insert(remaining((observation) => !isFirst(observation)));
  for (const observation of remaining()) ids.set(observation.taskRunId, await writeKnownRun(tx, observation, now));
  return ids;
}

function columnsOf({ run, state }: Observation, now: Micros) {
  return {
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
}

function newRow(observation: Observation, now: Micros): TaskRunTable {
  const columns = columnsOf(observation, now);
  const { flow_run_id, task_key, dynamic_key } = observation.run;
  return {
    ...columns,
    id: observation.taskRunId,
    created: now,
    flow_run_id,
    task_key,
    dynamic_key,
    empirical_policy: columns.empirical_policy ?? "{}",
    tags: columns.tags ?? "[]",
    labels: columns.labels ?? "{}",
    task_inputs: columns.task_inputs ?? "{}",
    flow_run_run_count: columns.flow_run_run_count ?? 0,
    run_count: columns.run_count ?? 0,
    total_run_time: columns.total_run_time ?? 0,
  };
}

/** Writes a run that is there, but newer than what was observed (R1) or under another id (R3); answers the id. */
async function writeKnownRun(tx: Transaction, observation: Observation, now: Micros): Promise<string> {
  const { taskRunId, run } = observation;
  if (await tx.first(readTaskRun, { id: taskRunId })) return taskRunId;
  const { flow_run_id, task_key, dynamic_key } = run;
  const canonical =
    flow_run_id === null
      ? await tx.first(readLooseTaskRunByKey, { task_key, dynamic_key })
      : await tx.first(readTaskRunByKey, { flow_run_id, task_key, dynamic_key });
  if (!canonical) throw new Error(`task run ${taskRunId} is neither new nor known`);
  await tx.run(observeTaskRun, { ...columnsOf(observation, now), id: canonical.id });
  return canonical.id;
}

const stateOf = (task_run_id: string, state: State): TaskRunStateTable => ({
  ...stateRow({ ...state, details: { ...state.details, task_run_id } }),
  task_run_id,
});

async function writeStates(tx: Transaction, rows: readonly TaskRunStateTable[]): Promise<void> {
  const written = await insertTaskRunStates(tx, rows);
  for (const row of rows) if (!written.has(row.id)) await writeStateApart(tx, row);
}

/** Writes a state whose instant is taken: it moves on until it finds a free microsecond. */
async function writeStateApart(tx: Transaction, row: TaskRunStateTable): Promise<void> {
  for (let { timestamp } = row; ; timestamp++) {
    if (await tx.first(readTaskRunStateId, { id: row.id })) return; // R2
    if ((await tx.run(insertTaskRunState, { ...row, timestamp })) > 0) return;
  }
}
