import type { FlowRunResponse, LiveOp, Log, TaskRun } from "@weir/contract";
import { type InfiniteData, QueryClient } from "@tanstack/react-query";
import { expect, it } from "vitest";
import { flowKeys } from "../flows.ts";
import { flowRunKeys, type RunsPage } from "../flow-runs.ts";
import { logKeys, type LogsPage, type LogsSearch } from "../logs.ts";
import { type RunTree, runTreeKeys, treeFlowRun } from "../run-tree.ts";
import type { RunsSearch } from "../runs-search.ts";
import { applyPatch } from "./patches.ts";

const at = (second: number): string => `2026-01-01T00:00:${String(second).padStart(2, "0")}.000000Z`;

const run = (id: string, second: number, fields: Partial<FlowRunResponse> = {}): FlowRunResponse => ({
  id,
  name: id,
  flow_id: "f",
  state_type: "RUNNING",
  start_time: at(second),
  created: at(second),
  updated: at(second),
  ...fields,
});
const changed = (value: FlowRunResponse): LiveOp => ({ op: "flow_run", value });

/** A cache with one list in it. */
function setup(rows: FlowRunResponse[], search: RunsSearch = {}, more = false) {
  const client = new QueryClient();
  const key = flowRunKeys.list(search);
  client.setQueryData<InfiniteData<RunsPage>>(key, { pages: [{ rows, more }], pageParams: [null] });
  return {
    client,
    patch: (...ops: LiveOp[]) => applyPatch(client, "runs", ops),
    ids: () =>
      client.getQueryData<InfiniteData<RunsPage>>(key)?.pages.flatMap((page) => page.rows.map((row) => row.id)),
    stale: () => client.getQueryState(key)?.isInvalidated,
  };
}

it("puts a new run where the list's order wants it", () => {
  const test = setup([run("c", 30), run("a", 10)]);
  test.patch(changed(run("b", 20)), changed(run("d", 40)));
  expect(test.ids()).toEqual(["d", "c", "b", "a"]);
});

it("leaves to a later page what sorts behind all that is loaded", () => {
  const test = setup([run("c", 30), run("b", 20)], {}, true);
  test.patch(changed(run("a", 10)));
  expect(test.ids()).toEqual(["c", "b"]);
});

it("takes a run out that no longer matches, and lets one in that now does", () => {
  const test = setup([run("a", 10)], { state: ["RUNNING"] });
  test.patch(changed(run("a", 10, { state_type: "COMPLETED", updated: at(50) })), changed(run("b", 20)));
  expect(test.ids()).toEqual(["b"]);
});

it("takes out a run that is gone", () => {
  const test = setup([run("b", 20), run("a", 10)]);
  test.client.setQueryData(flowRunKeys.one("b"), run("b", 20));
  test.patch({ op: "deleted", id: "b" });
  expect(test.ids()).toEqual(["a"]);
  expect(test.client.getQueryState(flowRunKeys.one("b"))?.isInvalidated).toBe(true);
});

it("asks again when a run's flow decides and isn't known, and decides itself when it is", () => {
  const test = setup([], { q: "flow:etl" });
  test.patch(changed(run("a", 10)));
  expect(test.stale()).toBe(true);
  test.client.setQueryData(flowKeys.one("f"), { name: "daily-etl" });
  test.patch(changed(run("a", 10)));
  expect(test.ids()).toEqual(["a"]);
});

it("never replaces a run by an older version of it", () => {
  const { client, patch } = setup([]);
  client.setQueryData(flowRunKeys.one("a"), run("a", 10, { name: "new", updated: at(50) }));
  patch(changed(run("a", 10, { name: "old", updated: at(40) })));
  expect(client.getQueryData<FlowRunResponse>(flowRunKeys.one("a"))?.name).toBe("new");
});

const task = (id: string, flow_run_id: string): TaskRun => ({
  id,
  flow_run_id,
  task_key: id,
  dynamic_key: "0",
  created: at(1),
  updated: at(1),
});

it("grows the trees that a run belongs to, and no others", () => {
  const client = new QueryClient();
  const tree = (...subflows: FlowRunResponse[]): RunTree => ({
    flowRuns: subflows.map(treeFlowRun),
    taskRuns: [],
    cut: false,
  });
  client.setQueryData(runTreeKeys.one("top"), tree(run("sub", 1)));
  client.setQueryData(runTreeKeys.one("other"), tree());
  applyPatch(client, "run:sub", [
    { op: "task_run", value: task("t", "sub") },
    { op: "flow_run", value: run("sub", 1) },
    { op: "flow_run", value: run("subsub", 2) },
  ]);
  const ids = (id: string) => {
    const data = client.getQueryData<RunTree>(runTreeKeys.one(id));
    return [data?.flowRuns.map((row) => row.id), data?.taskRuns.map((row) => row.id)];
  };
  expect(ids("top")).toEqual([["sub", "subsub"], ["t"]]);
  expect(ids("other")).toEqual([[], []]);
});

const line = (id: string, timestamp: string, level = 20): Log => ({
  id,
  level,
  name: "n",
  message: id,
  timestamp,
  flow_run_id: "r",
  created: null,
  updated: null,
});

/** A cache with logs of one run in it. */
function setupLogs() {
  const client = new QueryClient();
  return {
    put: (search: LogsSearch, ...lines: Log[]) =>
      client.setQueryData<InfiniteData<LogsPage>>(logKeys.search("r", search), {
        pages: [{ lines, older: false }],
        pageParams: [null],
      }),
    patch: (...value: Log[]) => applyPatch(client, "run:r", [{ op: "logs", value }]),
    page: (search: LogsSearch) =>
      client.getQueryData<InfiniteData<LogsPage>>(logKeys.search("r", search))?.pages[0] ?? { lines: [], older: false },
  };
}

it("adds each log line once, in order, where it matches", () => {
  const logs = setupLogs();
  logs.put({ level: 0 }, line("a", at(1)), line("c", at(3)));
  logs.put({ level: 40 });
  logs.patch(line("c", at(3)), line("d", at(4), 40), line("b", at(2)));
  expect(logs.page({ level: 0 }).lines.map(({ id }) => id)).toEqual(["a", "b", "c", "d"]);
  expect(logs.page({ level: 40 }).lines.map(({ id }) => id)).toEqual(["d"]);
});

it("lets go of the oldest lines of a log that never ends", () => {
  const logs = setupLogs();
  const many = Array.from({ length: 5001 }, (_, index) => line(String(index), at(1)));
  logs.put({ level: 0 });
  logs.patch(...many);
  const { lines, older } = logs.page({ level: 0 });
  expect(lines).toHaveLength(5000);
  expect(lines[0]?.id).toBe("1");
  expect(older).toBe(true);
});
