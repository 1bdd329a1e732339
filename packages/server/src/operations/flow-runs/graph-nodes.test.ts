import { expect, test } from "vitest";
import type { GraphRow } from "../../storage/queries/run-graphs.ts";
import { graphNodes } from "./graph-nodes.ts";

const ORIGIN = 1_774_000_000_000_000;
const at = (seconds: number): number => ORIGIN + seconds * 1e6;

const task = (id: string, start: number | null, given: Partial<GraphRow> = {}): GraphRow => ({
  id,
  name: `task ${id}`,
  state_type: "COMPLETED",
  start_time: start === null ? null : at(start),
  expected_start_time: start === null ? null : at(start),
  end_time: start === null ? null : at(start + 1),
  task_inputs: "{}",
  subflow_id: null,
  subflow_name: null,
  subflow_state_type: null,
  subflow_start_time: null,
  subflow_expected_start_time: null,
  subflow_end_time: null,
  flow_name: null,
  ...given,
});

const inputs = (given: Record<string, string[]>): Pick<GraphRow, "task_inputs"> => ({
  task_inputs: JSON.stringify(
    Object.fromEntries(
      Object.entries(given).map(([key, ids]) => [key, ids.map((id) => ({ input_type: "task_run", id }))]),
    ),
  ),
});

const draw = (rows: readonly GraphRow[], since = 0) => graphNodes(rows, new Map(), since);
const ids = (edges: readonly { id: string }[]): string[] => edges.map(({ id }) => id);

test("edges come from inputs, each once, and lead both ways", () => {
  const [a, b] = draw([task("a", 1), task("b", 2, inputs({ x: ["a", "a"], y: ["a"] }))]);
  expect(ids(b!.parents)).toEqual(["a"]);
  expect(ids(a!.children)).toEqual(["b"]);
  expect(ids(a!.parents)).toEqual([]);
});

test("the tasks within which one was called enclose it and are no parents", () => {
  const [outer, inner] = draw([task("outer", 1), task("inner", 2, inputs({ __parents__: ["outer"] }))]);
  expect(inner).toMatchObject({ parents: [], encapsulating: [{ id: "outer" }] });
  expect(outer!.children).toEqual([]);
});

test("inputs that are no nodes of the graph, or no runs, draw nothing", () => {
  const constants = {
    task_inputs: '{"x":[{"input_type":"parameter","name":"p"},{"input_type":"task_run","id":"far"}]}',
  };
  expect(draw([task("a", 1, constants)])[0]).toMatchObject({ parents: [], children: [], encapsulating: [] });
});

test("a subflow stands in place of the task run that tracks it", () => {
  const subflow = {
    subflow_id: "sub",
    subflow_name: "run 7",
    subflow_state_type: "RUNNING",
    subflow_start_time: at(5),
    flow_name: "etl",
    end_time: null,
  };
  const [after, node] = draw([task("tracker", 1, subflow), task("after", 2, inputs({ x: ["tracker"] }))]);
  expect(node).toMatchObject({ kind: "flow-run", id: "sub", label: "etl / run 7", state_type: "RUNNING" });
  expect(node!.start_time).toBe("2026-03-20T09:46:45.000000Z");
  expect(node!.children).toEqual([]);
  expect(after).toMatchObject({ id: "after", parents: [] });
});

test("nodes are in order of their start, then of their end, those still going first", () => {
  const rows = [
    task("late", 9),
    task("b", 1, { end_time: at(4) }),
    task("a", 1),
    task("going", 1, { end_time: null, state_type: "RUNNING" }),
  ];
  expect(ids(draw(rows))).toEqual(["going", "a", "b", "late"]);
});

test("what was over before is left out, but not the edges to it", () => {
  const nodes = draw([task("old", 1), task("new", 5, inputs({ x: ["old"] }))], at(4));
  expect(nodes).toHaveLength(1);
  expect(nodes[0]).toMatchObject({ id: "new", parents: [{ id: "old" }] });
});

test("a completed run without an end ended when it was expected", () => {
  const [node] = draw([task("a", null, { expected_start_time: at(3) })]);
  expect(node).toMatchObject({ start_time: node!.end_time });
});
