/** Everything that ran inside one flow run: its task runs, its subflow runs, their task runs, and so on. */
import type { FlowRunResponse, TaskRun } from "@weir/contract";
import { isFinalType } from "@weir/contract/states";
import { queryOptions } from "@tanstack/react-query";
import { api } from "./api.ts";
import { live } from "./live/live.ts";
import { whilePolling } from "./live/polling.ts";

export interface RunTree {
  /** Subflow runs of any depth; `parent_task_run_id` says where they hang. */
  readonly flowRuns: readonly FlowRunResponse[];
  readonly taskRuns: readonly TaskRun[];
  /** There is more than is shown. */
  readonly cut: boolean;
}

export const runTreeKeys = {
  all: ["run-tree"] as const,
  one: (id: string) => ["run-tree", id] as const,
};

const PAGE = 200;
const MOST_TASKS = 10_000;
const MOST_LEVELS = 4;
const AT_ONCE = 4;

export const runTreeQuery = (id: string) =>
  queryOptions({
    queryKey: runTreeKeys.one(id),
    queryFn: async ({ signal }): Promise<RunTree> => {
      await live.ready(`run:${id}`);
      return readTree(id, signal);
    },
    refetchInterval: whilePolling(2000, stillChanges),
  });

const stillChanges = (tree: RunTree): boolean =>
  tree.taskRuns.length === 0 ||
  tree.taskRuns.some((run) => !isFinalType(run.state_type)) ||
  tree.flowRuns.some((run) => !isFinalType(run.state_type));

async function readTree(id: string, signal: AbortSignal): Promise<RunTree> {
  const flowRuns: FlowRunResponse[] = [];
  const taskRuns: TaskRun[] = [];
  let level = [id];
  let cut = false;
  for (let depth = 0; depth < MOST_LEVELS && level.length > 0; depth += 1) {
    const [tasks, subflows] = await Promise.all([
      readTasks(level, MOST_TASKS - taskRuns.length, signal),
      api.flowRuns.filter(
        { flow_runs: { parent_flow_run_id: { any_: level } }, limit: PAGE, sort: "START_TIME_ASC" },
        { signal },
      ),
    ]);
    taskRuns.push(...tasks.rows);
    flowRuns.push(...subflows);
    cut ||= tasks.cut || subflows.length === PAGE;
    level = subflows.map((run) => run.id);
  }
  return { flowRuns, taskRuns, cut: cut || level.length > 0 };
}

async function readTasks(
  flowRunIds: readonly string[],
  most: number,
  signal: AbortSignal,
): Promise<{ rows: TaskRun[]; cut: boolean }> {
  const task_runs = { flow_run_id: { any_: [...flowRunIds] } };
  const page = (offset: number): Promise<TaskRun[]> =>
    api.taskRuns.filter({ task_runs, limit: PAGE, offset, sort: "EXPECTED_START_TIME_ASC" }, { signal });
  const rows = await page(0);
  if (rows.length < PAGE) return { rows, cut: false };

  const count = await api.taskRuns.count({ task_runs }, { signal });
  const wanted = Math.min(count, most);
  for (let offset = PAGE; offset < wanted; offset += PAGE * AT_ONCE) {
    const offsets = Array.from({ length: AT_ONCE }, (_, index) => offset + index * PAGE).filter((at) => at < wanted);
    rows.push(...(await Promise.all(offsets.map(page))).flat());
  }
  // Runs that appear between two pages shift the later ones, so a row can come twice.
  return { rows: [...new Map(rows.map((row) => [row.id, row])).values()], cut: count > wanted };
}
