/** Task runs as the server makes them of their client's events, whatever order these arrive in. */
import { randomUUID } from "node:crypto";
import { formatTime, type Event, type TaskRun } from "@weir/contract";
import { DIALECTS } from "@weir/testkit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { receiveEvents } from "../src/operations/receive-events.ts";
import { testServer, type TestServer } from "./support.ts";

const START = Date.UTC(2026, 0, 1) * 1000;
const WALK = [
  ["PENDING", "Pending"],
  ["RUNNING", "Running"],
  ["SCHEDULED", "AwaitingRetry"],
  ["RUNNING", "Retrying"],
  ["COMPLETED", "Completed"],
] as const;

function eventsOf(flowRunId: string, taskRunId: string, dynamicKey: string = taskRunId): Event[] {
  return WALK.map(([type, name], index) => ({
    id: randomUUID(),
    occurred: formatTime(START + index * 10),
    event: `prefect.task-run.${name}`,
    resource: {
      "prefect.resource.id": `prefect.task-run.${taskRunId}`,
      "prefect.resource.name": "work-abc",
      "prefect.state-type": type,
      "prefect.orchestration": "client",
    },
    related: [{ "prefect.resource.id": `prefect.flow-run.${flowRunId}`, "prefect.resource.role": "flow-run" }],
    payload: {
      intended: { from: null, to: type },
      initial_state: null,
      validated_state: { type, name, message: "", state_details: {}, data: null },
      task_run: {
        name: "work-abc",
        task_key: "work-12345678",
        dynamic_key: dynamicKey,
        tags: ["a"],
        labels: {},
        task_inputs: {},
        empirical_policy: { retries: 1 },
        run_count: Math.ceil(index / 2),
        total_run_time: index / 1000,
        expected_start_time: formatTime(START),
      },
    },
    follows: null,
  }));
}

const receive = (server: TestServer, events: readonly Event[]) =>
  receiveEvents(
    server.app.context,
    events.map((event) => ({ event })),
  );

async function newFlowRun(server: TestServer): Promise<string> {
  const flow = await server.must("POST", "/flows/", { name: "recorded" });
  return (await server.must("POST", "/flow_runs/", { flow_id: flow.id })).id;
}

const statesOf = (server: TestServer, id: string) =>
  server.app.context.store.read((db) =>
    db.rows((builder) =>
      builder
        .selectFrom("task_run_state")
        .select(["id", "name", "timestamp"])
        .where("task_run_id", "=", id)
        .orderBy("timestamp"),
    ),
  );

describe.each(DIALECTS)("task-run recorder on %s", (dialect) => {
  test("whatever the order, batches and repetitions, the outcome is the same", { timeout: 60_000 }, async () => {
    await using server = await testServer(dialect);
    const flowRunId = await newFlowRun(server);
    const shuffled = fc
      .shuffledSubarray([0, 1, 2, 3, 4, 0, 2, 4], { minLength: 8, maxLength: 8 })
      .chain((order) =>
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 8, maxLength: 8 }).map((sizes) => ({ order, sizes })),
      );
    await fc.assert(
      fc.asyncProperty(shuffled, async ({ order, sizes }) => {
        const id = randomUUID();
        const events = eventsOf(flowRunId, id);
        const queue = order.map((index) => events[index]!);
        for (const size of sizes) await receive(server, queue.splice(0, size));
        const run = await server.must<TaskRun>("GET", `/task_runs/${id}`);
        expect(run).toMatchObject({ state_type: "COMPLETED", run_count: 2, tags: ["a"], state_id: events.at(-1)!.id });
        expect((await statesOf(server, id)).map((state) => state.id)).toEqual(events.map((event) => event.id));
      }),
      { numRuns: dialect === "sqlite" ? 40 : 15, seed: 7 },
    );
  });

  test("a run that was made over REST keeps its id when events name another", async () => {
    await using server = await testServer(dialect);
    const flowRunId = await newFlowRun(server);
    const stored = await server.must<TaskRun>("POST", "/task_runs/", {
      flow_run_id: flowRunId,
      task_key: "work-12345678",
      dynamic_key: "k",
    });
    const other = randomUUID();
    // Later than the state that REST gave the run just now.
    const events = eventsOf(flowRunId, other, "k").map((event, index) => ({
      ...event,
      occurred: formatTime(Date.now() * 1000 + 60_000_000 + index),
    }));
    await receive(server, events);
    expect((await server.call("GET", `/task_runs/${other}`)).status).toBe(404);
    const run = await server.must<TaskRun>("GET", `/task_runs/${stored.id}`);
    expect(run.state_type).toBe("COMPLETED");
    expect(run.state?.state_details?.task_run_id).toBe(stored.id);
  });

  test("two states at one instant are both kept, in order", async () => {
    await using server = await testServer(dialect);
    const flowRunId = await newFlowRun(server);
    const id = randomUUID();
    const events = eventsOf(flowRunId, id).map((event) => ({ ...event, occurred: formatTime(START) }));
    for (const event of events) await receive(server, [event]);
    const states = await statesOf(server, id);
    expect(states).toHaveLength(events.length);
    expect(new Set(states.map((state) => state.timestamp)).size).toBe(events.length);
  });

  test("what belongs to a deleted flow run is dropped and harms nothing else", async () => {
    await using server = await testServer(dialect);
    const gone = await newFlowRun(server);
    await server.must("DELETE", `/flow_runs/${gone}`);
    const flowRunId = await newFlowRun(server);
    const [lost, kept] = [randomUUID(), randomUUID()];
    await receive(server, [...eventsOf(gone, lost), ...eventsOf(flowRunId, kept)]);
    expect((await server.call("GET", `/task_runs/${lost}`)).status).toBe(404);
    expect((await server.must<TaskRun>("GET", `/task_runs/${kept}`)).state_type).toBe("COMPLETED");
  });

  test("an event that is not of the expected form is kept, and makes no run", async () => {
    await using server = await testServer(dialect);
    const flowRunId = await newFlowRun(server);
    const [first, ...rest] = eventsOf(flowRunId, randomUUID());
    const broken = [
      { ...first!, payload: { task_run: 5 } },
      { ...rest[0]!, payload: { ...rest[0]!.payload, validated_state: { type: "NOPE" } } },
      { ...rest[1]!, resource: { ...rest[1]!.resource, "prefect.resource.id": "prefect.task-run.not-a-uuid" } },
    ] as Event[];
    await receive(server, broken);
    const count = await server.app.context.store.read((db) =>
      db.rows((builder) => builder.selectFrom("event").select("id").where("event", "like", "prefect.task-run.%")),
    );
    expect(count).toHaveLength(3);
    expect(
      await server.app.context.store.read((db) => db.rows((builder) => builder.selectFrom("task_run").select("id"))),
    ).toEqual([]);
  });
});
