/** What is removed when it is too old, on both databases. */
import { randomUUID } from "node:crypto";
import type { LogPage, Settings, Vacuumed } from "@weir/contract";
import { DIALECTS, type Dialect } from "@weir/testkit";
import { describe, expect, test } from "vitest";
import { at, idOf, inState, store, timeAt } from "./stored-runs.ts";
import { ManualClock, testServer, type TestServer } from "./support.ts";

const DAY = 86_400;
const FLOW = idOf("flow", 1);
const RETAINED: Partial<Settings> = { server_runs_retention: 10 * DAY, server_failed_runs_retention: 30 * DAY };
const NAMES = ["old", "old subflow", "old failed", "ancient failed", "young", "pinned", "subflow of pinned", "running"];
const NOW = 60 * DAY;

/** A server 60 days after the first of its runs ended. */
async function filled(dialect: Dialect, settings: Partial<Settings>): Promise<TestServer> {
  const server = await testServer(dialect, { clock: new ManualClock(at(NOW)), settings });
  const ended = (name: string, days: number, type = "COMPLETED") => ({
    id: idOf("flow run", NAMES.indexOf(name)),
    name,
    flow_id: FLOW,
    ...inState(type),
    expected_start_time: at(0),
    start_time: at(0),
    end_time: type === "RUNNING" ? null : at(NOW - days * DAY),
  });
  const task = (number: number, of: string) => ({
    id: idOf("task run", number),
    name: `task ${number}`,
    flow_run_id: idOf("flow run", NAMES.indexOf(of)),
    ...inState("COMPLETED"),
  });
  await store(server, {
    flows: [{ id: FLOW, name: "f" }],
    flowRuns: [
      ended("old", 20),
      ended("old failed", 20, "FAILED"),
      ended("ancient failed", 40, "CRASHED"),
      ended("young", 5),
      ended("pinned", 50),
      ended("running", 0, "RUNNING"),
      { ...ended("old subflow", 20), parent_task_run_id: idOf("task run", 1) },
      { ...ended("subflow of pinned", 50), parent_task_run_id: idOf("task run", 3) },
    ],
    taskRuns: [task(1, "old"), task(3, "pinned")],
  });
  await store(server, { taskRuns: [task(2, "old subflow")] });
  await server.must(
    "POST",
    "/logs/",
    NAMES.map((name, index) => ({
      name: "n",
      level: 20,
      message: name,
      timestamp: timeAt(name === "young" ? NOW - 5 * DAY : 0),
      flow_run_id: idOf("flow run", index),
    })),
  );
  await server.must("POST", "/weir/flow_runs/" + idOf("flow run", NAMES.indexOf("pinned")) + "/pin");
  await server.must("POST", "/artifacts/", { key: "report", data: 1, flow_run_id: idOf("flow run", 0) });
  return server;
}

const left = async (server: TestServer): Promise<string[]> =>
  (await server.must<{ name: string }[]>("POST", "/flow_runs/filter", {})).map(({ name }) => name).sort();
const logged = async (server: TestServer): Promise<string[]> =>
  (await server.must<LogPage>("POST", "/weir/logs/query", {})).logs.map(({ message }) => message).sort();
const without = (...gone: string[]): string[] => NAMES.filter((name) => !gone.includes(name)).sort();
const vacuum = (server: TestServer, body: object = {}): Promise<Vacuumed> => server.must("POST", "/weir/vacuum", body);

describe.each(DIALECTS)("retention on %s", (dialect) => {
  test("nothing of runs goes unless an age is set", async () => {
    await using server = await filled(dialect, {});
    expect(await vacuum(server)).toMatchObject({ flow_runs: 0, task_runs: 0, logs: 0 });
    expect(await left(server)).toEqual([...NAMES].sort());
    expect(await logged(server)).toEqual([...NAMES].sort());
  });

  test("heartbeats are collapsed into the newest of their run, other events are not", async () => {
    await using server = await testServer(dialect, { clock: new ManualClock(at(NOW)) });
    const event = (name: string, age: number, run = 1) => ({
      id: randomUUID(),
      event: name,
      occurred: timeAt(NOW - age),
      resource: { "prefect.resource.id": `prefect.flow-run.${run}` },
    });
    const ages = [60, 3500, 3700, DAY, 8 * DAY];
    await server.must("POST", "/events", [
      ...ages.map((age) => event("prefect.flow-run.heartbeat", age)),
      ...ages.map((age) => event("prefect.flow-run.Running", age)),
      ...[2 * DAY, DAY].map((age) => event("prefect.flow-run.heartbeat", age, 2)),
    ]);
    expect(await server.must<Vacuumed>("POST", "/weir/vacuum", { dry_run: true })).toMatchObject({ events: 5 });
    expect(await server.must<Vacuumed>("POST", "/weir/vacuum", {})).toMatchObject({ events: 5 });
    expect(await server.must<Vacuumed>("POST", "/weir/vacuum", {})).toMatchObject({ events: 0 });
    const { events } = await server.must<{ events: { event: string; occurred: string }[] }>("POST", "/events/filter", {
      filter: { occurred: { since: timeAt(0), until: timeAt(NOW) } },
    });
    const beats = events.filter(({ event: name }) => name.endsWith("heartbeat")).map(({ occurred }) => occurred);
    expect(beats.sort()).toEqual([DAY, 3500, 60].map((age) => timeAt(NOW - age)));
    expect(events.filter(({ event: name }) => name.endsWith("Running"))).toHaveLength(4);
  });

  test("runs go with all that is theirs; what failed later, what is pinned or not over never", async () => {
    await using server = await filled(dialect, RETAINED);
    const wanted = { flow_runs: 3, task_runs: 2, logs: 3 };
    expect(await vacuum(server, { dry_run: true })).toMatchObject({ dry_run: true, ...wanted });
    expect(await left(server), "a dry run removes nothing").toEqual([...NAMES].sort());
    expect(await vacuum(server)).toMatchObject({ dry_run: false, ...wanted });
    const gone = ["old", "old subflow", "ancient failed"];
    expect(await left(server)).toEqual(without(...gone));
    expect(await logged(server)).toEqual(without(...gone));
    expect(await server.must("POST", "/task_runs/filter", {})).toEqual([expect.objectContaining({ name: "task 3" })]);
    expect(await server.must("POST", "/artifacts/filter", {})).toEqual([]);
    expect((await server.call("GET", "/artifacts/report/latest")).status).toBe(404);
    expect(await vacuum(server)).toMatchObject({ flow_runs: 0, task_runs: 0, logs: 0 });
  });

  test("a run that is no longer pinned goes", async () => {
    await using server = await filled(dialect, RETAINED);
    const path = `/weir/flow_runs/${idOf("flow run", NAMES.indexOf("pinned"))}/pin`;
    expect((await server.call("POST", path)).status, "pinned twice").toBe(204);
    expect((await server.call("DELETE", path)).status).toBe(204);
    await vacuum(server);
    expect(await left(server)).toEqual(["old failed", "running", "young"]);
    expect((await server.call("POST", `/weir/flow_runs/${randomUUID()}/pin`)).status).toBe(404);
  });

  test("lines can go before their run, but for those of a pinned one", async () => {
    await using server = await filled(dialect, { server_logs_retention: 10 * DAY });
    expect(await vacuum(server, { dry_run: true })).toMatchObject({ flow_runs: 0, logs: NAMES.length - 2 });
    expect(await vacuum(server)).toMatchObject({ flow_runs: 0, logs: NAMES.length - 2 });
    expect(await logged(server)).toEqual(["pinned", "young"]);
    expect(await left(server)).toEqual([...NAMES].sort());
  });

  test("a run goes piece by piece: other writes come in between", async () => {
    await using server = await filled(dialect, RETAINED);
    const flow_run_id = idOf("flow run", 0);
    const lines = Array.from({ length: 3000 }, (_, index) => ({
      name: "n",
      level: 20,
      message: `${index}`,
      timestamp: timeAt(index),
      flow_run_id,
    }));
    await server.must("POST", "/logs/", lines);
    await store(server, {
      taskRuns: Array.from({ length: 500 }, (_, index) => ({
        id: idOf("task run", 10 + index),
        name: `${index}`,
        flow_run_id,
      })),
    });
    const { store: database } = server.app.context;
    const write = database.write.bind(database);
    let transactions = 0;
    database.write = (work) => {
      transactions++;
      return write(work);
    };
    let isOver = false;
    const removing = vacuum(server).finally(() => (isOver = true));
    let writes = 0;
    while (!isOver) {
      await server.must("POST", "/flows/", { name: `flow ${writes}` });
      writes++;
    }
    expect(await removing).toMatchObject({ flow_runs: 3, task_runs: 502, logs: 3003 });
    // One for each flow; and of the lines 7 at least, of the task runs 6.
    expect(transactions - writes).toBeGreaterThanOrEqual(13);
    expect(writes).toBeGreaterThan(0);
  });
});
