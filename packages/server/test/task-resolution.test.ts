/** Task runs whose flow run has ended without them. */
import { formatTime, type StateType, type TaskRun } from "@weir/contract";
import { DIALECTS } from "@weir/testkit";
import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { receiveEvents } from "../src/operations/receive-events.ts";
import { ManualClock, testServer } from "./support.ts";

async function setup(dialect: (typeof DIALECTS)[number]) {
  const clock = new ManualClock();
  const server = await testServer(dialect, { clock });
  const flow = await server.must("POST", "/flows/", { name: "f" });
  const service = server.app.services.find(({ name }) => name === "task-resolution")!;
  const flowRun = (more: object = {}) =>
    server.must("POST", "/flow_runs/", { flow_id: flow.id, state: { type: "RUNNING" }, ...more });
  const end = (id: string, type = "CRASHED") =>
    server.must("POST", `/flow_runs/${id}/set_state`, { state: { type }, force: true });
  /** As a task's client tells of its states. */
  const tell = (flowRunId: string, taskRunId: string, type: StateType, occurred = clock.now()) =>
    receiveEvents(server.app.context, [
      {
        event: {
          id: randomUUID(),
          occurred: formatTime(occurred),
          event: `prefect.task-run.${type}`,
          resource: { "prefect.resource.id": `prefect.task-run.${taskRunId}`, "prefect.orchestration": "client" },
          related: [{ "prefect.resource.id": `prefect.flow-run.${flowRunId}`, "prefect.resource.role": "flow-run" }],
          payload: { validated_state: { type }, task_run: { name: "t", task_key: "t", dynamic_key: taskRunId } },
          follows: null,
        },
      },
    ]);
  const look = (seconds = 0): Promise<number> => {
    clock.advance(seconds);
    return service.runOnce(clock.now());
  };
  const read = (id: string) => server.must<TaskRun>("GET", `/task_runs/${id}`);
  return { clock, server, flowRun, end, tell, look, read, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

describe.each(DIALECTS)("task runs of an ended flow run on %s", (dialect) => {
  test("get an end 60 s after the last that was heard, and the listeners hear of it", async () => {
    await using bench = await setup(dialect);
    const { id } = await bench.flowRun();
    const [running, pending, done] = [randomUUID(), randomUUID(), randomUUID()];
    for (const task of [running, pending, done]) await bench.tell(id, task, "PENDING");
    for (const task of [running, done]) await bench.tell(id, task, "RUNNING");
    await bench.tell(id, done, "COMPLETED");
    expect(await bench.look(600), "the flow run goes on").toBe(0);
    await bench.end(id);
    expect(await bench.look(59)).toBe(0);
    await bench.tell(id, pending, "PENDING");
    const heard: string[] = [];
    bench.server.app.bus.events.subscribe((events) => heard.push(...events.map(({ event }) => event.event)));
    expect(await bench.look(2), "the other one was heard of a moment ago").toBe(1);
    expect(await bench.look(60)).toBe(1);
    expect(heard).toEqual(["prefect.task-run.Crashed", "prefect.task-run.Cancelled"]);
    const states = await Promise.all([running, pending, done].map(async (task) => (await bench.read(task)).state_type));
    expect(states).toEqual(["CRASHED", "CANCELLED", "COMPLETED"]);
    expect((await bench.read(running)).end_time).not.toBeNull();
    expect(await bench.look(600)).toBe(0);
  });

  test("are corrected by an event that comes later, even one from before the flow run's end", async () => {
    await using bench = await setup(dialect);
    const { id } = await bench.flowRun();
    const task = randomUUID();
    await bench.tell(id, task, "RUNNING");
    bench.clock.advance(5);
    const completed = bench.clock.now();
    bench.clock.advance(5);
    await bench.end(id);
    expect(await bench.look(61)).toBe(1);
    await bench.tell(id, task, "COMPLETED", completed);
    expect((await bench.read(task)).state_type).toBe("COMPLETED");
    expect(await bench.look(600)).toBe(0);
  });

  test("stay open where somebody else has them in hand: background tasks, and subflows that go on", async () => {
    await using bench = await setup(dialect);
    const { id } = await bench.flowRun();
    const background = await bench.server.must("POST", "/task_runs/", {
      flow_run_id: id,
      task_key: "b",
      dynamic_key: "0",
      state: { type: "SCHEDULED", state_details: { deferred: true } },
    });
    await bench.tell(id, background.id, "RUNNING");
    const tracking = await bench.server.must("POST", "/task_runs/", {
      flow_run_id: id,
      task_key: "s",
      dynamic_key: "0",
    });
    const subflow = await bench.flowRun({ parent_task_run_id: tracking.id });
    await bench.end(id, "COMPLETED");
    expect(await bench.look(3600)).toBe(0);
    await bench.end(subflow.id, "COMPLETED");
    expect((await bench.read(tracking.id)).state_type).toBe("COMPLETED");
  });
});
