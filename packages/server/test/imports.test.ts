/** What was recorded in one database is taken in by a server on another, with its ids and times, as often as one likes. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Event, FlowRunResponse, ImportBatch, Log, State, TaskRun } from "@weir/contract";
import { DIALECTS } from "@weir/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openEmbedded, type EmbeddedServer } from "../src/embedded.ts";
import { testServer, type TestServer } from "./support.ts";

const WEIR = { "x-weir-client": "test" };
const uuid = (): string => crypto.randomUUID();

let home: string;
let journal: EmbeddedServer;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "weir-import-"));
  journal = await openEmbedded({ home });
});
afterEach(async () => {
  await journal.close();
  await rm(home, { recursive: true, force: true });
});

async function ask<T = { id: string }>(path: string, body?: unknown): Promise<T> {
  const answer = await journal.request({ method: body === undefined ? "GET" : "POST", path, body, headers: WEIR });
  if (answer.status >= 400) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body as T;
}

/** The event by which a client tells of a task run. */
function taskEvent(flowRunId: string, taskRunId: string, type: string, occurred: string): Event {
  return {
    id: uuid(),
    occurred,
    event: `prefect.task-run.${type}`,
    resource: { "prefect.resource.id": `prefect.task-run.${taskRunId}`, "prefect.orchestration": "client" },
    related: [{ "prefect.resource.id": `prefect.flow-run.${flowRunId}`, "prefect.resource.role": "flow-run" }],
    payload: {
      validated_state: { type, name: type },
      task_run: { name: "load", task_key: "load", dynamic_key: taskRunId },
    },
  };
}

/** A flow run with a subflow, a task run, a line of log and an artifact. */
async function record(): Promise<{ parent: string; child: string; mirror: string; taskRun: string; flow: string }> {
  const flow = await ask("/flows/", { name: "nightly", tags: ["a"] });
  const state = { type: "PENDING", state_details: { transition_id: uuid() } };
  const parent = await ask("/flow_runs/", { flow_id: flow.id, name: "parent", parameters: { n: 1 }, state });
  await ask(`/flow_runs/${parent.id}/set_state`, { state: { type: "RUNNING" } });
  const mirror = await ask("/task_runs/", {
    flow_run_id: parent.id,
    task_key: "sub",
    dynamic_key: "0",
    state: { type: "PENDING" },
  });
  const child = await ask("/flow_runs/", { flow_id: flow.id, parent_task_run_id: mirror.id, state });
  await ask(`/flow_runs/${child.id}/set_state`, { state: { type: "RUNNING" } });
  const taskRun = uuid();
  const times = ["2026-03-01T10:00:00.000001Z", "2026-03-01T10:00:01.000000Z", "2026-03-01T10:00:03.500000Z"];
  const events = ["PENDING", "RUNNING", "COMPLETED"].map((type, i) => taskEvent(parent.id, taskRun, type, times[i]!));
  await journal.sendEvents(events);
  const line = { name: "weir", level: 20, timestamp: "2026-03-01T10:00:02.000000Z", flow_run_id: parent.id };
  await ask("/logs/", [{ ...line, message: "half way" }]);
  await ask("/artifacts/", { key: "report", type: "markdown", data: "# done", flow_run_id: parent.id });
  await ask(`/flow_runs/${child.id}/set_state`, { state: { type: "COMPLETED", data: { answer: 42 } } });
  await ask(`/flow_runs/${parent.id}/set_state`, { state: { type: "COMPLETED" } });
  return { parent: parent.id, child: child.id, mirror: mirror.id, taskRun, flow: flow.id };
}

const exported = (): Promise<ImportBatch[]> => Array.fromAsync(journal.exported());

async function upload(server: TestServer, batches: readonly ImportBatch[]): Promise<void> {
  for (const batch of batches) await server.must("POST", "/weir/import", batch);
}

type Ask = <T>(path: string, body?: unknown) => Promise<T>;

/** All that a database shows of the runs. */
async function shown(get: Ask): Promise<unknown> {
  const runs = await get<FlowRunResponse[]>("/flow_runs/filter", { sort: "ID_DESC" });
  const tasks = await get<TaskRun[]>("/task_runs/filter", { sort: "ID_DESC" });
  const pick = (run: FlowRunResponse | TaskRun) => ({
    ...run,
    updated: null,
    estimated_run_time: null,
    estimated_start_time_delta: null,
  });
  const { events } = await get<{ events: Event[] }>("/events/filter", { limit: 50 });
  return {
    runs: runs.map(pick),
    states: await Promise.all(runs.map(({ id }) => get<State[]>(`/flow_run_states/?flow_run_id=${id}`))),
    // A server makes a task run when the first event of it arrives.
    tasks: tasks.map((task) => ({ ...pick(task), created: null })),
    taskStates: await Promise.all(tasks.map(({ id }) => get<State[]>(`/task_run_states/?task_run_id=${id}`))),
    logs: (await get<Log[]>("/logs/filter", {})).map((log) => ({ ...log, created: null, updated: null })),
    events: events.map(({ id, occurred, event }) => ({ id, occurred, event })).filter(isOfRuns),
    artifacts: (await get<object[]>("/artifacts/filter", {})).map((artifact) => ({ ...artifact, updated: null })),
  };
}

/** A server tells of collections of artifacts by itself. */
const isOfRuns = ({ event }: { readonly event: string }): boolean => !event.startsWith("prefect.artifact-collection");

async function fromJournal<T>(path: string, body?: unknown): Promise<T> {
  const [pathname, search] = path.split("?") as [string, string | undefined];
  const query = Object.fromEntries(new URLSearchParams(search));
  return (await journal.request({ method: body === undefined ? "GET" : "POST", path: pathname, query, body }))
    .body as T;
}
const fromServer =
  (server: TestServer): Ask =>
  (path, body) =>
    server.must(body === undefined ? "GET" : "POST", path, body);

describe.each(DIALECTS)("imports on %s", (dialect) => {
  test("a server shows what was recorded elsewhere, all of it, with the same ids and times", async () => {
    await record();
    await using server = await testServer(dialect);
    await upload(server, await exported());
    expect(await shown(fromServer(server))).toEqual(await shown(fromJournal));
  });

  test("an upload that broke half-way and is repeated leaves everything once", async () => {
    await record();
    await using server = await testServer(dialect);
    const batches = await exported();
    for (let cut = 0; cut <= batches.length; cut++) await upload(server, batches.slice(0, cut));
    expect(await shown(fromServer(server))).toEqual(await shown(fromJournal));
  });

  test("a flow whose name the server knows keeps the server's id", async () => {
    const { flow, parent } = await record();
    await using server = await testServer(dialect);
    const known = await server.must("POST", "/flows/", { name: "nightly" });
    const [first, ...rest] = await exported();
    const answer = await server.must<{ flows: Record<string, string> }>("POST", "/weir/import", first);
    expect(answer.flows).toEqual({ [flow]: known.id });
    const mapped = JSON.parse(JSON.stringify(rest).replaceAll(flow, known.id)) as ImportBatch[];
    await upload(server, mapped);
    const run = await server.must<FlowRunResponse>("GET", `/flow_runs/${parent}`);
    expect(run).toMatchObject({ flow_id: known.id, state_type: "COMPLETED", run_count: 1 });
  });

  test("a line of log that had arrived under another id is the same line", async () => {
    const { parent } = await record();
    await using server = await testServer(dialect);
    const line = { name: "weir", level: 20, timestamp: "2026-03-01T10:00:02.000000Z", flow_run_id: parent };
    await server.must("POST", "/logs/", [{ ...line, message: "half way" }]);
    await upload(server, await exported());
    expect(await server.must("POST", "/logs/filter", {})).toHaveLength(1);
  });

  test("a run that began on the server is continued, not doubled", async () => {
    await using server = await testServer(dialect);
    const id = uuid();
    const flow = await server.must("POST", "/flows/", { name: "nightly" });
    const state = { type: "PENDING", state_details: { transition_id: uuid() } };
    const made = await server.call("POST", "/flow_runs/", { flow_id: flow.id, state, weir: { id } }, WEIR);
    expect(made).toMatchObject({ status: 201, body: { id } });
    const running = { type: "RUNNING", state_details: { transition_id: uuid() } };
    await server.must("POST", `/flow_runs/${id}/set_state`, { state: running });
    const states = await server.must<State[]>("GET", `/flow_run_states/?flow_run_id=${id}`);
    // What the client knows of the run goes into its journal; the answer to its last proposal was lost.
    const seed = { ...(made.body as FlowRunResponse), states: [states.find(({ type }) => type === "PENDING")] };
    await ask("/weir/import", { flows: [{ id: flow.id, name: "nightly" }], flow_runs: [seed] });
    await ask(`/flow_runs/${id}/set_state`, { state: running });
    await ask(`/flow_runs/${id}/set_state`, { state: { type: "COMPLETED" } });
    await upload(server, await exported());
    const after = await server.must<State[]>("GET", `/flow_run_states/?flow_run_id=${id}`);
    expect(after.map(({ type }) => type)).toEqual(["PENDING", "RUNNING", "COMPLETED"]);
    expect(await server.must("GET", `/flow_runs/${id}`)).toMatchObject({ state_type: "COMPLETED", run_count: 1 });
  });

  test("the same run is created once, however often it is asked for", async () => {
    await using server = await testServer(dialect);
    const flow = await server.must("POST", "/flows/", { name: "nightly" });
    const body = { flow_id: flow.id, weir: { id: uuid() } };
    const answers = [
      await server.call("POST", "/flow_runs/", body, WEIR),
      await server.call("POST", "/flow_runs/", body, WEIR),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 200]);
    expect(await server.must("POST", "/flow_runs/filter", {})).toHaveLength(1);
  });

  test("an event that is not valid is named, and nothing after it is taken", async () => {
    await using server = await testServer(dialect);
    const event = { ...taskEvent(uuid(), uuid(), "PENDING", "2026-03-01T10:00:00Z"), resource: {} };
    const answer = await server.call("POST", "/weir/import", { events: [event] });
    expect(answer.status).toBe(422);
    expect(JSON.stringify(answer.body)).toContain('"events",0,"resource"');
  });
});

test("runs whose process is gone crashed at the last sign of life, subflows with their parents", async () => {
  const { parent } = await record();
  const flow = await ask("/flows/", { name: "nightly" });
  const lost = await ask("/flow_runs/", { flow_id: flow.id });
  await ask(`/flow_runs/${lost.id}/set_state`, { state: { type: "RUNNING" } });
  const sign = (await ask<FlowRunResponse>(`/flow_runs/${lost.id}`)).state!.timestamp!;
  expect(await journal.crashAbandonedRuns()).toBe(1);
  const run = await ask<FlowRunResponse>(`/flow_runs/${lost.id}`);
  expect(run.state_type).toBe("CRASHED");
  expect(Date.parse(run.end_time!) - Date.parse(sign)).toBeLessThanOrEqual(1);
  expect(run.state!.message).toContain("last sign of life");
  expect((await ask<FlowRunResponse>(`/flow_runs/${parent}`)).state_type).toBe("COMPLETED");
  expect(await journal.crashAbandonedRuns()).toBe(0);
});
