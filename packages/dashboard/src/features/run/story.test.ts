import type { FlowRunResponse } from "@weir/contract";
import { describe, expect, it } from "vitest";
import { runStory, tasksStory } from "./story.ts";

const now = Date.parse("2026-01-01T00:10:00Z");
const run = (fields: Partial<FlowRunResponse>): FlowRunResponse => ({
  id: "r",
  flow_id: "f",
  created: null,
  updated: null,
  ...fields,
});
const took = { start_time: "2026-01-01T00:00:00.000000Z", end_time: "2026-01-01T00:00:09.100000Z" };

describe("runStory", () => {
  it.each<[Partial<FlowRunResponse>, string]>([
    [{ state_type: "COMPLETED", ...took }, "completed in 9.10 s, 9 min ago"],
    [{ state_type: "FAILED", ...took, run_count: 3 }, "failed on attempt 3 after 9.10 s, 9 min ago"],
    [{ state_type: "FAILED", state_name: "TimedOut", ...took }, "timed out after 9.10 s, 9 min ago"],
    [{ state_type: "RUNNING", start_time: took.start_time }, "has been running for 10m 00s"],
    [{ state_type: "CANCELLED" }, "was cancelled"],
    [{ state_type: "SCHEDULED", expected_start_time: "2026-01-01T00:15:00Z" }, "will start in 5 min"],
    [
      { state_type: "SCHEDULED", state_name: "Late", expected_start_time: "2026-01-01T00:07:00Z" },
      "should have started 3 min ago",
    ],
    [{}, "has no state yet"],
  ])("%j", (fields, text) => expect(runStory(run(fields), now)).toBe(text));
});

describe("tasksStory", () => {
  type Task = Parameters<typeof tasksStory>[0][number];
  const task = (state_type: Task["state_type"], run_count = 1): Task => ({ state_type, run_count });

  it.each<[Task[], number, string]>([
    [[], 0, ""],
    [[], 2, "2 subflows"],
    [[task("COMPLETED")], 0, "1 task completed"],
    [[task("COMPLETED"), task("COMPLETED", 2)], 1, "all 2 tasks completed, 1 retried, with 1 subflow"],
    [[task("COMPLETED"), task("FAILED"), task("RUNNING")], 0, "1 of 3 tasks completed, 1 failed, 1 running"],
  ])("%#", (tasks, subflows, text) => expect(tasksStory(tasks, subflows)).toBe(text));
});
