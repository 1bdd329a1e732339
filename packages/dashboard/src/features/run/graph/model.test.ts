import { describe, expect, it } from "vitest";
import type { RunTree, TreeFlowRun, TreeTaskRun } from "../../../data/run-tree.ts";
import { graphOf, MOST_NODES, relatives, type RunGraph } from "./model.ts";

const completed = (id: string) =>
  ({
    id,
    name: id,
    state_type: "COMPLETED",
    state_name: "Completed",
    expected: undefined,
    start: 1000,
    end: 2000,
    updated: null,
  }) as const;

const task = (id: string, inputs: readonly string[] = [], fields: Partial<TreeTaskRun> = {}): TreeTaskRun => ({
  ...completed(id),
  flow_run_id: "run",
  task_key: id,
  run_count: 1,
  caller: undefined,
  inputs,
  ...fields,
});
const mapped = (key: string, count: number, inputs: (n: number) => readonly string[] = () => []): TreeTaskRun[] =>
  Array.from({ length: count }, (_, n) => task(`${key}-${n}`, inputs(n), { task_key: key }));
const subflow = (id: string, parent: string): TreeFlowRun => ({
  ...completed(id),
  flow_id: "flow",
  flow_name: "etl",
  parent_task_run_id: parent,
});
const tree = (taskRuns: TreeTaskRun[], flowRuns: TreeFlowRun[] = []): RunTree => ({ taskRuns, flowRuns, cut: false });
const draw = (runs: RunTree, ...opened: string[]): RunGraph => graphOf("run", runs, new Set(opened));
const nodes = ({ nodes: all }: RunGraph): string[] =>
  all.map(({ kind, label, size }) => `${kind} ${label}${size > 1 ? ` ×${size}` : ""}`);
const edges = ({ edges: all }: RunGraph): string[] => all.map(({ from, to }) => `${from} > ${to}`);

describe("graphOf", () => {
  it("leads from each run to those that took its result, once", () => {
    const graph = draw(tree([task("a"), task("b", ["a", "a"]), task("c", ["a", "b", "gone"])]));
    expect(nodes(graph)).toEqual(["task a", "task b", "task c"]);
    expect(edges(graph)).toEqual(["a > b", "a > c", "b > c"]);
  });

  it("shows a subflow in the place of the task run that stands for it, and nothing of what it ran", () => {
    const runs = tree(
      [task("load"), task("tracker", ["load"]), task("inner", [], { flow_run_id: "sub" }), task("end", ["tracker"])],
      [subflow("sub", "tracker")],
    );
    const graph = draw(runs);
    expect(nodes(graph)).toEqual(["task load", "flow sub", "task end"]);
    expect(edges(graph)).toEqual(["load > sub", "sub > end"]);
    expect(graph.nodeOf.get("sub")).toBe("sub");
    expect(graph.nodeOf.get("tracker")).toBe("sub");
  });

  it("counts what a task called as part of it, however deep", () => {
    const runs = tree([
      task("outer"),
      task("middle", [], { caller: "outer" }),
      task("inner", [], { caller: "middle" }),
      task("after", ["inner"]),
    ]);
    const graph = draw(runs);
    expect(nodes(graph)).toEqual(["task outer", "task after"]);
    expect(edges(graph)).toEqual(["outer > after"]);
    expect(graph.nodeOf.get("inner")).toBe("outer");
  });

  it("folds many runs of one task, and shows each when asked", () => {
    const runs = tree([...mapped("part", 9), task("sum", ["part-0", "part-8"])]);
    const graph = draw(runs);
    expect(nodes(graph)).toEqual(["group part ×9", "task sum"]);
    expect(graph.edges).toHaveLength(1);
    expect(graph.nodeOf.get("part-3")).toBe(graph.nodes[0]?.key);
    expect(draw(runs, graph.nodes[0]!.key).nodes).toHaveLength(10);
  });

  it("has no edge from a folded task to itself", () => {
    const graph = draw(tree(mapped("step", 20, (n) => (n > 0 ? [`step-${n - 1}`] : []))));
    expect([graph.nodes.length, graph.edges.length]).toEqual([1, 0]);
  });

  it("folds more where it would not fit otherwise, whatever was folded out", () => {
    const runs = tree(Array.from({ length: 150 }, (_, n) => mapped(`t${n}`, 3)).flat());
    const graph = draw(runs);
    expect(graph.nodes).toHaveLength(150);
    const wide = tree(mapped("wide", MOST_NODES + 1));
    expect(draw(wide, draw(wide).nodes[0]!.key).nodes).toHaveLength(1);
  });

  it("says how many different tasks did not fit", () => {
    const graph = draw(
      tree(Array.from({ length: MOST_NODES + 7 }, (_, n) => task(`t${n}`, n > 0 ? [`t${n - 1}`] : []))),
    );
    expect([graph.nodes.length, graph.left]).toEqual([MOST_NODES, 7]);
    expect(graph.edges).toHaveLength(MOST_NODES - 1);
  });

  it("is not led round in circles by tasks that name each other", () => {
    const graph = draw(tree([task("a", ["b"], { caller: "b" }), task("b", ["a"], { caller: "a" })]));
    expect(graph.nodes.length).toBeLessThanOrEqual(2);
  });

  it("draws 20,000 runs in less than a second", () => {
    const runs = tree([...mapped("a", 10_000), ...mapped("b", 10_000, (n) => [`a-${n}`])]);
    const started = performance.now();
    expect(nodes(draw(runs))).toEqual(["group a ×10000", "group b ×10000"]);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

it("names all before and after a node, and no others", () => {
  const ties = [
    ["a", "b"],
    ["b", "c"],
    ["a", "d"],
    ["d", "c"],
    ["x", "y"],
  ].map(([from, to]) => ({ from: from!, to: to! }));
  expect([...relatives(ties, "b")].sort()).toEqual(["a", "b", "c"]);
});
