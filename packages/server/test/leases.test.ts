/** Runs whose client goes silent, on both databases: found by the server, and never by mistake. */
import { formatTime, type FlowRunResponse, type OrchestrationResult } from "@weir/contract";
import { DIALECTS } from "@weir/testkit";
import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { receiveEvents } from "../src/operations/receive-events.ts";
import { ManualClock, testServer, type TestServer } from "./support.ts";

const WEIR = { "x-weir-client": "test" };
/** On the heartbeats of a client that says how often it sends them. */
const OURS = { "weir.version": "test" };

async function setup(dialect: (typeof DIALECTS)[number]) {
  const clock = new ManualClock();
  const server = await testServer(dialect, { clock });
  const flow = await server.must("POST", "/flows/", { name: "leased" });
  const service = server.app.services.find(({ name }) => name === "lost-runs")!;
  const start = async (heartbeat?: number): Promise<string> => {
    const { id } = await server.must("POST", "/flow_runs/", { flow_id: flow.id, state: { type: "PENDING" } });
    const body = { state: { type: "RUNNING" }, ...(heartbeat ? { weir: { heartbeat } } : {}) };
    await server.call("POST", `/flow_runs/${id}/set_state`, body, WEIR);
    return id;
  };
  const send = (event: string, id: string, more: object = {}) =>
    receiveEvents(server.app.context, [
      {
        event: {
          id: randomUUID(),
          occurred: formatTime(clock.now()),
          event,
          resource: { "prefect.resource.id": `prefect.flow-run.${id}` },
          related: [],
          payload: {},
          follows: null,
          ...more,
        },
      },
    ]);
  /** Lets time pass as it does for a server that is up: the service looks every five seconds. */
  const pass = async (seconds: number): Promise<number> => {
    let changed = 0;
    for (let left = seconds; left > 0; left -= 5) {
      clock.advance(Math.min(5, left));
      changed += await service.runOnce(clock.now());
    }
    return changed;
  };
  await service.runOnce(clock.now());
  return {
    clock,
    server,
    service,
    start,
    pass,
    /** A heartbeat of the Python client, or of ours, which says how often it sends them. */
    beat: (id: string, labels: object = {}) =>
      send("prefect.flow-run.heartbeat", id, {
        resource: { "prefect.resource.id": `prefect.flow-run.${id}`, ...labels },
      }),
    send,
    read: (id: string) => server.must<FlowRunResponse>("GET", `/flow_runs/${id}`),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const eventsOf = async (server: TestServer, id: string): Promise<string[]> => {
  const { events } = await server.must<{ events: { event: string }[] }>("POST", "/events/filter", {
    filter: {
      resource: { id: [`prefect.flow-run.${id}`] },
      occurred: { since: "2025-01-01T00:00:00Z", until: "2030-01-01T00:00:00Z" },
      order: "ASC",
    },
  });
  return events.map(({ event }) => event);
};

describe.each(DIALECTS)("leases on %s", (dialect) => {
  test("a run is crashed, with its reason, when three of the heartbeats that its client told of stay away", async () => {
    await using bench = await setup(dialect);
    const id = await bench.start(10);
    expect(await bench.pass(25)).toBe(0);
    expect(await bench.pass(10)).toBe(1);
    const run = await bench.read(id);
    expect([run.state_type, run.state_name]).toEqual(["CRASHED", "Crashed"]);
    expect(run.state?.message).toMatch(
      /^The flow run's process was lost: no sign of life for 3\d s, where a heartbeat was due every 10 s\.$/,
    );
    expect(run.end_time).not.toBeNull();
    expect(await eventsOf(bench.server, id)).toEqual([
      "prefect.flow-run.Pending",
      "prefect.flow-run.Running",
      "prefect.flow-run.Crashed",
    ]);
    expect(await bench.pass(60), "once").toBe(0);
  });

  test.each([
    ["heartbeats", (bench, id) => bench.beat(id, OURS)],
    [
      "logs",
      (bench, id) =>
        bench.server.must("POST", "/logs/", [
          { name: "x", level: 20, message: "m", timestamp: formatTime(bench.clock.now()), flow_run_id: id },
        ]),
    ],
    [
      "events of its tasks",
      (bench, id) =>
        bench.send("prefect.task-run.Running", id, {
          resource: { "prefect.resource.id": `prefect.task-run.${randomUUID()}` },
          related: [{ "prefect.resource.id": `prefect.flow-run.${id}`, "prefect.resource.role": "flow-run" }],
        }),
    ],
    [
      "state changes",
      async (bench, id) => {
        for (const type of ["PAUSED", "RUNNING"])
          await bench.server.must("POST", `/flow_runs/${id}/set_state`, {
            state: {
              type,
              state_details: { pause_timeout: formatTime(bench.clock.now() + 1e9), pause_key: randomUUID() },
            },
            force: true,
          });
      },
    ],
  ] satisfies [string, (bench: Awaited<ReturnType<typeof setup>>, id: string) => Promise<unknown>][])(
    "a run of which %s are heard lives, and is lost when they end",
    async (_, sign) => {
      await using bench = await setup(dialect);
      const id = await bench.start(10);
      for (let i = 0; i < 12; i++) {
        expect(await bench.pass(10)).toBe(0);
        await sign(bench, id);
      }
      expect((await bench.read(id)).state_type).toBe("RUNNING");
      expect(await bench.pass(35)).toBe(1);
    },
  );

  test("of a client that does not say it, the interval is seen; until then it is taken for the usual one", async () => {
    await using bench = await setup(dialect);
    const [often, once, never] = [await bench.start(), await bench.start(), await bench.start()];
    await bench.beat(once);
    for (let i = 0; i < 3; i++) {
      await bench.beat(often);
      if (i < 2) expect(await bench.pass(60)).toBe(0);
    }
    expect(await bench.pass(175)).toBe(0);
    expect(await bench.pass(10), "three times its 60 s").toBe(1);
    expect((await bench.read(often)).state_type).toBe("CRASHED");
    expect(await bench.pass(540), "three times the usual 180 s").toBe(1);
    expect((await bench.read(once)).state_type).toBe("CRASHED");
    expect(await bench.pass(3600)).toBe(0);
    expect((await bench.read(never)).state_type, "it sends no heartbeats").toBe("RUNNING");
  });

  test("a server that was away gives every lease its full length again", async () => {
    await using bench = await setup(dialect);
    const [alive, dead] = [await bench.start(10), await bench.start(10)];
    bench.clock.advance(3600);
    expect(await bench.service.runOnce(bench.clock.now()), "it has just come back").toBe(0);
    expect(await bench.pass(20)).toBe(0);
    await bench.beat(alive, OURS);
    expect(await bench.pass(15)).toBe(1);
    expect((await bench.read(alive)).state_type).toBe("RUNNING");
    expect((await bench.read(dead)).state_type).toBe("CRASHED");
  });

  test("the lease outlives the server: another one, which never heard of the run, keeps and ends it", async () => {
    await using bench = await setup(dialect);
    const id = await bench.start(10);
    // What was heard is a cache: a server that has just started has none.
    const { signs } = bench.server.app.context;
    Object.assign(bench.server.app.context, { signs: new (signs.constructor as new (s: number) => typeof signs)(1) });
    for (let i = 0; i < 3; i++) {
      expect(await bench.pass(10)).toBe(0);
      await bench.beat(id, OURS);
    }
    expect(await bench.pass(35)).toBe(1);
  });

  test("a run that ended, or was taken over by somebody, is left alone", async () => {
    await using bench = await setup(dialect);
    const [completed, cancelling] = [await bench.start(10), await bench.start(10)];
    await bench.server.must("POST", `/flow_runs/${completed}/set_state`, { state: { type: "COMPLETED" } });
    await bench.server.must<OrchestrationResult>("POST", `/flow_runs/${cancelling}/set_state`, {
      state: { type: "CANCELLED" },
      force: true,
    });
    await bench.beat(completed, OURS);
    expect(await bench.pass(300)).toBe(0);
  });

  test("a run that dies while it is being cancelled is cancelled, and one that lives is left to end itself", async () => {
    await using all = await setup(dialect);
    const { server, start, pass, beat, read } = all;
    const cancel = (id: string) =>
      server.must("POST", `/flow_runs/${id}/set_state`, { state: { type: "CANCELLING" }, force: true });
    const [dead, alive, unheard] = [await start(10), await start(10), await start()];
    for (const id of [dead, alive, unheard]) await cancel(id);
    for (let round = 0; round < 4; round++) {
      await beat(alive, OURS);
      await pass(10);
    }
    expect(await read(dead)).toMatchObject({
      state: { type: "CANCELLED", message: expect.stringContaining("nothing was heard of its process") as string },
    });
    expect((await read(alive)).state_type).toBe("CANCELLING");
    expect((await read(unheard)).state_type).toBe("CANCELLING");
    await pass(10 * 60);
    expect((await read(unheard)).state_type).toBe("CANCELLED");
  });
});
