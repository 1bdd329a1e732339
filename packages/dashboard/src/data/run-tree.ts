/** Everything that ran inside one flow run: its task runs, its subflow runs, their task runs, and so on. */
import type { FlowRunResponse, RunTimeline, StateType, TaskRun } from "@weir/contract";
import { isFinalType } from "@weir/contract/states";
import { queryOptions } from "@tanstack/react-query";
import { toMillis } from "../ui/format/time.ts";
import { api } from "./api.ts";
import { live } from "./live/live.ts";
import { whilePolling } from "./live/polling.ts";

/** What all runs of a tree tell. Times are milliseconds since the epoch. */
interface TreeRun {
  readonly id: string;
  readonly name: string;
  readonly state_type: StateType | null;
  readonly state_name: string | null;
  readonly expected: number | undefined;
  readonly start: number | undefined;
  readonly end: number | undefined;
  readonly updated: number | null;
}

/** A subflow run; `parent_task_run_id` says where it hangs. */
export interface TreeFlowRun extends TreeRun {
  readonly flow_id: string;
  /** `undefined` where the run was told of alone. */
  readonly flow_name: string | undefined;
  readonly parent_task_run_id: string | null;
}

export interface TreeTaskRun extends TreeRun {
  readonly flow_run_id: string | null;
  readonly task_key: string;
  readonly run_count: number;
  /** The task run that called it, if a task did. */
  readonly caller: string | undefined;
  /** The task runs whose results it took, each once. */
  readonly inputs: readonly string[];
}

export interface RunTree {
  /** Subflow runs of any depth. */
  readonly flowRuns: readonly TreeFlowRun[];
  readonly taskRuns: readonly TreeTaskRun[];
  /** There is more than is shown. */
  readonly cut: boolean;
}

export const runTreeKeys = {
  all: ["run-tree"] as const,
  one: (id: string) => ["run-tree", id] as const,
};

export const runTreeQuery = (id: string) =>
  queryOptions({
    queryKey: runTreeKeys.one(id),
    queryFn: async ({ signal }): Promise<RunTree> => {
      await live.ready(`run:${id}`);
      return treeOf(await api.timelines.flowRun({ id }, { signal }));
    },
    refetchInterval: whilePolling(2000, stillChanges),
  });

const stillChanges = (tree: RunTree): boolean =>
  tree.taskRuns.length === 0 ||
  tree.taskRuns.some((run) => !isFinalType(run.state_type)) ||
  tree.flowRuns.some((run) => !isFinalType(run.state_type));

/** The columns of the wire as rows. */
export function treeOf({ origin, cut, flow_runs, task_keys, states, task_runs }: RunTimeline): RunTree {
  const time = (offset: number | null | undefined): number | undefined =>
    offset == null ? undefined : origin + offset;
  const { id: ids } = task_runs;
  const [, ...subflows] = flow_runs;
  return {
    cut,
    flowRuns: subflows.map((run) => ({
      id: run.id,
      name: run.name,
      flow_id: run.flow_id,
      flow_name: run.flow_name,
      parent_task_run_id: run.parent_task_run_id,
      state_type: run.state_type,
      state_name: run.state_name,
      expected: time(run.expected_start_time),
      start: time(run.start_time),
      end: time(run.end_time),
      updated: origin + run.updated,
    })),
    taskRuns: ids.map((id, at) => {
      const state = states[task_runs.state[at]!];
      const caller = task_runs.caller[at]!;
      return {
        id,
        name: task_runs.name[at]!,
        flow_run_id: flow_runs[task_runs.flow_run[at]!]?.id ?? null,
        task_key: task_keys[task_runs.task_key[at]!]!,
        run_count: task_runs.run_count[at]!,
        state_type: state?.type ?? null,
        state_name: state?.name ?? null,
        expected: time(task_runs.expected_start_time[at]),
        start: time(task_runs.start_time[at]),
        end: time(task_runs.end_time[at]),
        updated: origin + task_runs.updated[at]!,
        caller: caller < 0 ? undefined : ids[caller],
        inputs: task_runs.inputs[at]!.map((place) => ids[place]!),
      };
    }),
  };
}

const common = (run: FlowRunResponse | TaskRun): TreeRun => ({
  id: run.id,
  name: run.name ?? run.id,
  state_type: run.state_type ?? null,
  state_name: run.state_name ?? null,
  expected: toMillis(run.expected_start_time),
  start: toMillis(run.start_time),
  end: toMillis(run.end_time),
  updated: toMillis(run.updated) ?? null,
});

/** A flow run that was told of, as part of a tree. */
export const treeFlowRun = (run: FlowRunResponse): TreeFlowRun => ({
  ...common(run),
  flow_id: run.flow_id,
  flow_name: undefined,
  parent_task_run_id: run.parent_task_run_id ?? null,
});

/** The key of a task's inputs that names the tasks within which it was called, the innermost last. */
const CALLERS = "__parents__";

/** A task run that was told of, as part of a tree. */
export function treeTaskRun(run: TaskRun): TreeTaskRun {
  const { [CALLERS]: callers, ...inputs } = run.task_inputs ?? {};
  const caller = callers?.at(-1);
  return {
    ...common(run),
    flow_run_id: run.flow_run_id ?? null,
    task_key: run.task_key,
    run_count: run.run_count ?? 0,
    caller: caller && "id" in caller ? caller.id : undefined,
    inputs: [
      ...new Set(
        Object.values(inputs)
          .flat()
          .flatMap((input) => ("id" in input ? [input.id] : [])),
      ),
    ],
  };
}
