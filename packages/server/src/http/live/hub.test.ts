import type { FlowRunResponse, Log, TaskRun } from "@weir/contract";
import { expect, it } from "vitest";
import { byTopic } from "./hub.ts";

const flowRun = (id: string, parent_task_run_id: string | null = null): FlowRunResponse => ({
  id,
  flow_id: "f",
  parent_task_run_id,
  created: null,
  updated: null,
});
const taskRun = (id: string, flow_run_id: string | null): TaskRun => ({
  id,
  flow_run_id,
  task_key: "t",
  dynamic_key: "0",
  created: null,
  updated: null,
});

it("sends a flow run to the list, to itself, and to the run that started it", () => {
  const topics = byTopic(
    { flowRuns: [flowRun("sub", "tracker"), flowRun("top")], taskRuns: [taskRun("tracker", "top")] },
    { logs: new Map(), artifacts: new Map() },
  );
  const ids = (topic: "runs" | `run:${string}`) =>
    topics.get(topic)?.map((op) => (op.op === "flow_run" || op.op === "task_run" ? op.value.id : op.op));
  expect(ids("runs")).toEqual(["sub", "top"]);
  expect(ids("run:sub")).toEqual(["sub"]);
  expect(ids("run:top")).toEqual(["tracker", "sub", "top"]);
});

it("sends task runs, log lines and artifacts to their flow run only", () => {
  const line: Log = {
    id: "l",
    name: "n",
    level: 20,
    message: "m",
    timestamp: "2026-01-01T00:00:00Z",
    flow_run_id: "a",
    created: null,
    updated: null,
  };
  const topics = byTopic(
    { flowRuns: [], taskRuns: [taskRun("t", "a"), taskRun("loose", null)] },
    { logs: new Map([["run:a", [line]]]), artifacts: new Map([["art", "run:a"]]) },
  );
  expect([...topics.keys()]).toEqual(["run:a"]);
  expect(topics.get("run:a")?.map((op) => op.op)).toEqual(["task_run", "logs", "artifact"]);
});
