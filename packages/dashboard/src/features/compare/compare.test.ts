import type { FlowRunResponse } from "@weir/contract";
import { describe, expect, it } from "vitest";
import type { RunTree, TreeFlowRun, TreeTaskRun } from "../../data/run-tree.ts";
import { compareStory, differences, pairTasks } from "./compare.ts";

const task = (id: string, start: number, seconds: number, fields: Partial<TreeTaskRun> = {}): TreeTaskRun => ({
  id,
  name: id,
  task_key: id.replace(/-\d+$/, ""),
  flow_run_id: "run",
  state_type: "COMPLETED",
  state_name: "Completed",
  expected: start,
  start,
  end: start + seconds * 1000,
  updated: null,
  run_count: 1,
  caller: undefined,
  inputs: [],
  ...fields,
});
const tree = (taskRuns: TreeTaskRun[], flowRuns: TreeFlowRun[] = []): RunTree => ({ taskRuns, flowRuns, cut: false });

describe("pairTasks", () => {
  it("pairs runs of one task, whenever the runs began", () => {
    const a = tree([task("load-0", 1000, 1), task("load-1", 2000, 2), task("sum", 3000, 1)]);
    const b = tree([task("load-0", 900_000, 4), task("load-1", 901_000, 1), task("sum", 902_000, 1)]);
    const pairs = pairTasks(a, b);
    expect(pairs.map(({ label, delta, differs }) => [label, delta, differs])).toEqual([
      ["load", 2, false],
      ["sum", 0, false],
    ]);
    expect([pairs[0]?.a?.size, pairs[0]?.a?.seconds]).toEqual([2, 3]);
  });

  it("says what one of them does not have, and where states differ", () => {
    const a = tree([task("only-a", 0, 1), task("sum", 1000, 1)]);
    const b = tree([task("sum", 0, 1, { state_type: "FAILED" }), task("only-b", 2000, 1)]);
    const pairs = pairTasks(a, b);
    expect(pairs.map(({ label, differs, delta }) => [label, differs, delta])).toEqual([
      ["only-a", true, undefined],
      ["sum", true, 0],
      ["only-b", true, undefined],
    ]);
    expect([pairs[0]?.b, pairs[2]?.a]).toEqual([undefined, undefined]);
  });

  it("takes a subflow for what it is, not for the task run that stands for it", () => {
    const subflow = (id: string): TreeFlowRun => ({
      ...task(id, 0, 1),
      flow_id: "f",
      flow_name: "etl",
      parent_task_run_id: `t-${id}`,
    });
    const runs = (id: string) => tree([task(`t-${id}`, 0, 1)], [subflow(id)]);
    expect(pairTasks(runs("quality"), runs("quality")).map(({ label }) => label)).toEqual(["subflow quality"]);
  });

  it("leaves open how long what goes on takes", () => {
    const going = tree([task("load", 0, 1, { end: undefined, state_type: "RUNNING" })]);
    expect(pairTasks(going, tree([task("load", 0, 1)]))[0]).toMatchObject({ delta: undefined, differs: true });
  });
});

it("finds the values that differ, whatever the order of their members", () => {
  const a = { day: "mon", at: { x: 1, y: [1, 2] }, gone: null, list: [1] };
  const b = { at: { y: [1, 2], x: 1 }, day: "tue", fresh: 0, list: { 0: 1 } };
  expect(differences(a, b)).toEqual([
    { name: "day", a: "mon", b: "tue" },
    { name: "gone", a: null, b: undefined },
    { name: "list", a: [1], b: { 0: 1 } },
    { name: "fresh", a: undefined, b: 0 },
  ]);
});

describe("compareStory", () => {
  const run = (name: string, seconds: number, state_type: FlowRunResponse["state_type"] = "COMPLETED") =>
    ({
      id: name,
      name,
      flow_id: "f",
      state_type,
      start_time: "2026-01-01T00:00:00.000000Z",
      end_time: `2026-01-01T00:00:${String(seconds).padStart(2, "0")}.000000Z`,
      created: null,
      updated: null,
    }) as FlowRunResponse;
  const same = pairTasks(tree([task("load", 0, 1)]), tree([task("load", 0, 1)]));
  const other = pairTasks(tree([task("load", 0, 1)]), tree([]));

  it.each([
    [
      run("a", 10),
      run("b", 10),
      same,
      "Both completed; both took the same time. Their tasks ended in the same states.",
    ],
    [
      run("a", 10),
      run("b", 12, "FAILED"),
      other,
      "a completed, b failed; b took 2.00 s longer. The first task that differs is load.",
    ],
    [run("a", 10), run("b", 4), [], "Both completed; b took 6.00 s less."],
  ])("%#", (a, b, pairs, story) => expect(compareStory(a, b, pairs)).toBe(story));
});
