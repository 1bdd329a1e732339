/** Takes in a task run that no event tells of. Those that stand for subflows are such: the server mirrors the subflow. */
import { parseTime, type ImportedTaskRun } from "@weir/contract";
import { randomName } from "../../platform/names.ts";
import { mergeHistory } from "../../rules/imports/merge-history.ts";
import { readStatesOfTaskRun } from "../../storage/queries/imports.ts";
import { insertTaskRunState } from "../../storage/queries/states.ts";
import {
  insertTaskRun,
  lockTaskRun,
  readTaskRunByKey,
  updateTaskRun,
  type TaskRunRow,
} from "../../storage/queries/task-runs.ts";
import type { Transaction } from "../../storage/store.ts";
import type { TaskRunTable } from "../../storage/tables.ts";
import type { Context } from "../context.ts";
import { asJoined, currentState, stateRow } from "../states.ts";
import { normalTaskPolicy } from "../task-runs/policy.ts";
import { importedState, storedState } from "./states.ts";

export async function importTaskRun(
  context: Context,
  tx: Transaction,
  flowRunId: string,
  given: ImportedTaskRun,
): Promise<void> {
  const row = await stored(context, tx, flowRunId, given);
  const history = (await tx.all(readStatesOfTaskRun, { task_run_id: row.id })).map(storedState);
  const ids = { flow_run_id: flowRunId, task_run_id: row.id };
  const merged = mergeHistory(
    history,
    currentState(row),
    given.states.map((state) => importedState(state, ids)),
  );
  if (!merged) return;
  for (const state of merged.fresh) await tx.run(insertTaskRunState, { ...stateRow(state), task_run_id: row.id });
  if (!merged.changed) return;
  const { standing, times } = merged;
  await tx.run(updateTaskRun, {
    ...row,
    ...times,
    ...asJoined(stateRow(standing)),
    updated: context.clock.now(),
  });
}

/** The row; one that is made now is empty but for what never changes. A run's natural key wins over its id. */
async function stored(
  context: Context,
  tx: Transaction,
  flow_run_id: string,
  given: ImportedTaskRun,
): Promise<TaskRunRow> {
  const id = given.id.toLowerCase();
  const present = await lockTaskRun(tx, id);
  if (present) return present;
  const { task_key, dynamic_key } = given;
  const now = context.clock.now();
  const row: TaskRunTable = {
    id,
    created: given.created ? parseTime(given.created) : now,
    updated: now,
    name: given.name || randomName(),
    flow_run_id,
    task_key,
    dynamic_key,
    cache_key: null,
    cache_expiration: null,
    task_version: given.task_version ?? null,
    empirical_policy: JSON.stringify(normalTaskPolicy(given.empirical_policy)),
    tags: JSON.stringify(given.tags ?? []),
    labels: JSON.stringify(given.labels ?? {}),
    task_inputs: JSON.stringify(given.task_inputs ?? {}),
    flow_run_run_count: 0,
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
  };
  await tx.run(insertTaskRun, row);
  return (await lockTaskRun(tx, id)) ?? (await tx.first(readTaskRunByKey, { flow_run_id, task_key, dynamic_key }))!;
}
