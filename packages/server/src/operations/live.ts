/** Reads what the dashboard's live socket sends: runs that have just changed, as they are now. */
import type { FlowRunResponse, TaskRun } from "@weir/contract";
import { selectFlowRuns, toFlowRun } from "../storage/queries/flow-runs.ts";
import { selectTaskRuns, toTaskRun } from "../storage/queries/task-runs.ts";
import type { Context } from "./context.ts";

/** Ids bound in one query: fewer than either database takes. */
const CHUNK = 500;

export interface ChangedRuns {
  readonly flowRuns: readonly FlowRunResponse[];
  /** Those asked for, and those that stand for the flow runs in the run that started them. */
  readonly taskRuns: readonly TaskRun[];
}

export function readChangedRuns(
  { store, clock }: Context,
  flowRunIds: readonly string[],
  taskRunIds: readonly string[],
): Promise<ChangedRuns> {
  return store.read(async (db) => {
    const now = clock.now();
    const flowRuns: FlowRunResponse[] = [];
    for (const ids of chunks(flowRunIds)) {
      const rows = await db.rows((builder) => selectFlowRuns(builder).where("flow_run.id", "in", ids));
      flowRuns.push(...rows.map((row) => toFlowRun(row, now)));
    }
    const parents = flowRuns.flatMap((run) => run.parent_task_run_id ?? []);
    const taskRuns: TaskRun[] = [];
    for (const ids of chunks([...new Set([...taskRunIds, ...parents])])) {
      const rows = await db.rows((builder) => selectTaskRuns(builder).where("task_run.id", "in", ids));
      taskRuns.push(...rows.map((row) => toTaskRun(row, now)));
    }
    return { flowRuns, taskRuns };
  });
}

function* chunks<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < items.length; at += CHUNK) yield items.slice(at, at + CHUNK);
}
