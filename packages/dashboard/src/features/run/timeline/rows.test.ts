import { describe, expect, it } from "vitest";
import type { RunTree, TreeFlowRun, TreeTaskRun } from "../../../data/run-tree.ts";
import type { Bar } from "../folded.ts";
import { buildRows, overlapOf, type TimelineRow } from "./rows.ts";

const at = (second: number): number => Date.UTC(2026, 0, 1) + second * 1000;

const completed = (id: string) =>
  ({
    id,
    name: id,
    state_type: "COMPLETED",
    state_name: "Completed",
    expected: undefined,
    start: at(1),
    end: at(2),
    updated: null,
  }) as const;

const task = (id: string, fields: Partial<TreeTaskRun> = {}): TreeTaskRun => ({
  ...completed(id),
  flow_run_id: "run",
  task_key: id,
  run_count: 1,
  caller: undefined,
  inputs: [],
  ...fields,
});

const subflow = (id: string, parent: string): TreeFlowRun => ({
  ...completed(id),
  flow_id: "flow",
  flow_name: "etl",
  parent_task_run_id: parent,
});

const tree = (taskRuns: TreeTaskRun[], flowRuns: TreeFlowRun[] = []): RunTree => ({ taskRuns, flowRuns, cut: false });
const shape = (rows: readonly TimelineRow[]): string[] =>
  rows.map((row) => `${"  ".repeat(row.depth)}${row.kind} ${row.label}`);

describe("buildRows", () => {
  it("orders siblings by their start", () => {
    const rows = buildRows("run", tree([task("b", { start: at(3) }), task("a", { start: at(1) })]), new Map());
    expect(shape(rows)).toEqual(["task a", "task b"]);
  });

  it("puts tasks below the task that called them", () => {
    const inner = task("inner", { caller: "outer" });
    expect(shape(buildRows("run", tree([task("outer"), inner]), new Map()))).toEqual(["task outer", "  task inner"]);
  });

  it("shows a subflow in the place of the task run that stands for it", () => {
    const runs = tree([task("tracker"), task("check", { flow_run_id: "sub" })], [subflow("sub", "tracker")]);
    expect(shape(buildRows("run", runs, new Map()))).toEqual(["flow sub", "  task check"]);
    expect(shape(buildRows("run", runs, new Map([["sub", false]])))).toEqual(["flow sub"]);
  });

  it("closes subflows when there are many", () => {
    const ids = Array.from({ length: 6 }, (_, index) => `sub${index}`);
    const runs = tree(
      ids.flatMap((id) => [task(`t-${id}`), task(`in-${id}`, { flow_run_id: id })]),
      ids.map((id) => subflow(id, `t-${id}`)),
    );
    expect(shape(buildRows("run", runs, new Map()))).toEqual(ids.map((id) => `flow ${id}`));
  });

  it("folds more than eight siblings of one task, and folds them out when asked", () => {
    const mapped = Array.from({ length: 9 }, (_, index) =>
      task(`upload-${index}`, { task_key: "upload-1a2b3c4d", state_type: index === 4 ? "FAILED" : "COMPLETED" }),
    );
    const [group, ...rest] = buildRows("run", tree(mapped), new Map());
    expect(rest).toEqual([]);
    expect(group).toMatchObject({
      kind: "group",
      label: "upload",
      expanded: false,
      bar: { type: "FAILED" },
      counts: [
        ["FAILED", 1],
        ["COMPLETED", 8],
      ],
    });
    expect(buildRows("run", tree(mapped), new Map([[group?.key ?? "", true]]))).toHaveLength(10);
    expect(buildRows("run", tree(mapped.slice(1)), new Map())).toHaveLength(8);
  });

  it("opens the group that holds what is selected, until it is folded in", () => {
    const mapped = Array.from({ length: 9 }, (_, index) => task(`t-${index}`, { task_key: "t" }));
    const rows = buildRows("run", tree(mapped), new Map(), "t-3");
    expect(rows).toHaveLength(10);
    expect(buildRows("run", tree(mapped), new Map([[rows[0]?.key ?? "", false]]), "t-3")).toHaveLength(1);
  });

  it("names a group after its task when the run names have nothing in common", () => {
    const mapped = ["crm", "web", "billing", "a", "b", "c", "d", "e", "f"].map((name) =>
      task(name, { task_key: "extract-0a1b2c3d" }),
    );
    expect(buildRows("run", tree(mapped), new Map())[0]?.label).toBe("extract");
  });

  it("lets a group go on until its last member ends", () => {
    const mapped = Array.from({ length: 9 }, (_, index) =>
      task(`t${index}`, { task_key: "t", start: at(index), end: index === 8 ? undefined : at(index + 1) }),
    );
    const [group] = buildRows("run", tree(mapped), new Map());
    expect(group?.bar).toMatchObject({ start: at(0), end: undefined });
  });
});

describe("overlapOf", () => {
  const bar = (start: number | undefined, end: number | undefined): Bar => ({
    waiting: undefined,
    start,
    end,
    type: "COMPLETED",
    name: undefined,
  });

  it.each([
    ["nothing", [], 0],
    ["one after the other", [bar(0, 1), bar(1, 2)], 1],
    ["all at once", [bar(0, 9), bar(1, 8), bar(2, 7)], 3],
    ["one that goes on", [bar(0, undefined), bar(5, 6)], 2],
    ["one that hasn't started", [bar(undefined, undefined), bar(0, 1)], 1],
  ])("counts %s", (_, bars, expected) => expect(overlapOf(bars)).toBe(expected));
});
