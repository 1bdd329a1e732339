import { uuid7 } from "../../platform/ids.ts";
import { bookkeeping } from "../../rules/bookkeeping.ts";
import type { State } from "../../rules/state.ts";
import type { FlowRunRow } from "../../storage/queries/flow-runs.ts";
import { insertTaskRunState } from "../../storage/queries/states.ts";
import { lockTaskRun, updateTaskRun } from "../../storage/queries/task-runs.ts";
import type { Transaction } from "../../storage/store.ts";
import type { Context } from "../context.ts";
import { asJoined, currentState, stateRow } from "../states.ts";

/** A subflow shows in its parent as a task run: that one follows every state of the subflow. */
export async function mirrorToParentTask(
  context: Context,
  tx: Transaction,
  subflow: FlowRunRow,
  entered: State,
): Promise<void> {
  const row = await lockTaskRun(tx, subflow.parent_task_run_id!);
  if (!row) return;
  const initial = currentState(row);
  const state: State = {
    ...entered,
    id: uuid7(),
    timestamp: Math.max(entered.timestamp, (initial?.timestamp ?? 0) + 1),
    details: {
      ...entered.details,
      flow_run_id: row.flow_run_id,
      task_run_id: row.id,
      child_flow_run_id: subflow.id,
    },
  };
  const stored = stateRow(state);
  await tx.run(insertTaskRunState, { ...stored, task_run_id: row.id });
  await tx.run(updateTaskRun, {
    ...row,
    ...bookkeeping(row, initial, state, true),
    ...asJoined(stored),
    updated: context.clock.now(),
  });
}
