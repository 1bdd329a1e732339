import type { Event, Log } from "@weir/contract";
import { describe, expect, it } from "vitest";
import { ChangeBuffer, type Watched } from "./changes.ts";

const watching = (...topics: string[]): Watched => ({
  has: (topic) => topics.includes(topic),
  anyRun: topics.some((topic) => topic.startsWith("run:")),
});

const plainEvent = (resource: string, flowRun?: string): Event => ({
  id: "e",
  occurred: "2026-01-01T00:00:00Z",
  event: "x",
  resource: { "prefect.resource.id": resource },
  payload: {},
  related: flowRun
    ? [{ "prefect.resource.id": `prefect.flow-run.${flowRun}`, "prefect.resource.role": "flow-run" }]
    : [],
});

/** As it comes from the bus. */
const event = (resource: string, flowRun?: string) => ({ event: plainEvent(resource, flowRun), received: 0 });

const log = (flow_run_id: string): Log => ({
  id: "l",
  name: "n",
  level: 20,
  message: "m",
  timestamp: "2026-01-01T00:00:00Z",
  flow_run_id,
  created: null,
  updated: null,
});

describe("ChangeBuffer", () => {
  it("keeps nothing that nobody looks at", () => {
    const buffer = new ChangeBuffer();
    buffer.addEvent(event("prefect.flow-run.a"), watching());
    buffer.addEvent(event("prefect.task-run.t", "a"), watching("runs", "run:b"));
    buffer.addEvent(event("prefect.deployment.d"), watching("runs"));
    buffer.addLog(log("a"), watching("runs"));
    expect(buffer.empty).toBe(true);
  });

  it("counts several changes of a run as one", () => {
    const buffer = new ChangeBuffer();
    for (let i = 0; i < 3; i += 1) {
      buffer.addEvent(event("prefect.flow-run.a"), watching("runs"));
      buffer.addEvent(event("prefect.task-run.t", "a"), watching("run:a"));
    }
    expect(buffer.take()).toMatchObject({ flowRunIds: ["a"], taskRunIds: ["t"] });
  });

  it("keeps each log line, by the topic it belongs to", () => {
    const buffer = new ChangeBuffer();
    buffer.addLog(log("a"), watching("run:a"));
    buffer.addLog(log("a"), watching("run:a"));
    expect(buffer.take().logs.get("run:a")).toHaveLength(2);
  });

  it("notes the newest artifact of a key for the run that made it", () => {
    const buffer = new ChangeBuffer();
    const related = [
      { "prefect.resource.id": "prefect.artifact.x", "prefect.resource.role": "latest" },
      ...(plainEvent("", "a").related ?? []),
    ];
    buffer.addEvent(
      { event: { ...plainEvent("prefect.artifact-collection.c"), related }, received: 0 },
      watching("run:a"),
    );
    expect([...buffer.take().artifacts]).toEqual([["x", "run:a"]]);
  });

  it("forgets the changes of a run that is gone", () => {
    const buffer = new ChangeBuffer();
    buffer.addRunChange({ flowRunId: "a", kind: "details" }, watching("runs"));
    buffer.addRunChange({ flowRunId: "b", kind: "details" }, watching("runs"));
    buffer.addRunChange({ flowRunId: "a", kind: "deleted" }, watching("runs"));
    expect(buffer.take()).toMatchObject({ flowRunIds: ["b"], deletedIds: ["a"] });
    expect(buffer.empty).toBe(true);
  });

  it("keeps events for the feed, until there are more than anybody reads", () => {
    const buffer = new ChangeBuffer();
    buffer.addEvent(event("prefect.deployment.d"), watching("events"));
    expect(buffer.take()).toMatchObject({ events: [{ received: "1970-01-01T00:00:00.000000Z" }], eventsLost: false });
    for (let i = 0; i < 300; i += 1) buffer.addEvent(event("prefect.deployment.d"), watching("events"));
    expect(buffer.empty).toBe(false);
    expect(buffer.take()).toMatchObject({ events: [], eventsLost: true });
    expect(buffer.empty).toBe(true);
  });

  it("is empty after it was taken from", () => {
    const buffer = new ChangeBuffer();
    buffer.addEvent(event("prefect.flow-run.a"), watching("runs"));
    buffer.take();
    expect(buffer.empty).toBe(true);
  });
});
