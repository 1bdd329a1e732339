import type { RunTimeline, TaskRun } from "@weir/contract";
import { expect, it } from "vitest";
import { treeOf, treeTaskRun } from "./run-tree.ts";

const timeline: RunTimeline = {
  origin: Date.UTC(2026, 0, 1),
  cut: true,
  flow_runs: [
    { id: "top", parent_task_run_id: null, start_time: 0 },
    { id: "sub", parent_task_run_id: "a", start_time: 1500.25 },
  ].map((run) => ({
    name: run.id,
    flow_id: "f",
    flow_name: "etl",
    state_type: "RUNNING",
    state_name: "Running",
    expected_start_time: null,
    end_time: null,
    updated: 2000,
    ...run,
  })),
  task_keys: ["load"],
  states: [{ type: "COMPLETED", name: "Cached" }],
  task_runs: {
    id: ["a", "b", "c"],
    name: ["load-0", "load-1", "load-2"],
    flow_run: [0, 0, 1],
    task_key: [0, 0, 0],
    state: [0, 0, 0],
    run_count: [1, 1, 2],
    expected_start_time: [0, 0, 500],
    start_time: [100, 100, null],
    end_time: [200, 200, null],
    updated: [300, 300, 1250.5],
    caller: [-1, -1, 1],
    inputs: [[], [], [0, 1]],
  },
};

it("makes rows of the columns, without the run that was asked for", () => {
  const { flowRuns, taskRuns, cut } = treeOf(timeline);
  expect(cut).toBe(true);
  expect(flowRuns).toMatchObject([{ id: "sub", start: timeline.origin + 1500.25, end: undefined }]);
  expect(taskRuns.map(({ id, flow_run_id, caller }) => [id, flow_run_id, caller])).toEqual([
    ["a", "top", undefined],
    ["b", "top", undefined],
    ["c", "sub", "b"],
  ]);
});

it("tells of a task run the same whether it came with all others or alone", () => {
  const input = (id: string) => ({ input_type: "task_run" as const, id });
  const alone: TaskRun = {
    id: "c",
    name: "load-2",
    flow_run_id: "sub",
    task_key: "load",
    dynamic_key: "2",
    state_type: "COMPLETED",
    state_name: "Cached",
    run_count: 2,
    expected_start_time: "2026-01-01T00:00:00.500000Z",
    created: null,
    updated: "2026-01-01T00:00:01.250500Z",
    task_inputs: { x: [input("a"), input("b")], y: [input("a")], __parents__: [input("a"), input("b")] },
  };
  expect(treeTaskRun(alone)).toEqual(treeOf(timeline).taskRuns[2]);
});
