/** Graphs, states of runs, what the dashboard asks for, and saved searches, on both databases. */
import type { DependencyResult, Graph, SavedSearch, State, UITaskRun } from "@weir/contract";
import { DIALECTS } from "@weir/testkit";
import { describe, expect, test } from "vitest";
import { at, idOf, inState, store, timeAt } from "./stored-runs.ts";
import { ManualClock, testServer } from "./support.ts";

const FLOW = idOf("flow", 1);
const RUN = idOf("flow run", 1);
const CHILD = idOf("flow run", 2);
const UNKNOWN = "00000000-0000-4000-8000-000000000009";

describe.each(DIALECTS)("details of runs on %s", (dialect) => {
  const clock = () => new ManualClock(at(1000));
  const setup = () => testServer(dialect, { clock: clock(), settings: { server_services_enabled: false } });

  /** A flow run with two tasks, of which the second took the first's result, and a subflow. */
  async function withRuns() {
    const server = await setup();
    const input = JSON.stringify({ x: [{ input_type: "task_run", id: idOf("task run", 1) }], y: [] });
    await store(server, {
      flows: [{ id: FLOW, name: "etl" }],
      flowRuns: [
        {
          id: RUN,
          name: "parent",
          flow_id: FLOW,
          ...inState("RUNNING"),
          start_time: at(10),
          expected_start_time: at(9),
        },
        {
          id: CHILD,
          name: "child",
          flow_id: FLOW,
          ...inState("SCHEDULED"),
          parent_task_run_id: idOf("task run", 3),
          expected_start_time: at(30),
          next_scheduled_start_time: at(30),
        },
        {
          id: idOf("flow run", 3),
          name: "later",
          flow_id: FLOW,
          ...inState("SCHEDULED", "Late"),
          expected_start_time: at(40),
          next_scheduled_start_time: at(40),
        },
      ],
      taskRuns: [
        {
          id: idOf("task run", 1),
          name: "load",
          flow_run_id: RUN,
          ...inState("COMPLETED"),
          start_time: at(11),
          end_time: at(12),
          expected_start_time: at(11),
        },
        {
          id: idOf("task run", 2),
          name: "clean",
          flow_run_id: RUN,
          ...inState("FAILED"),
          start_time: at(90),
          end_time: at(91),
          expected_start_time: at(13),
          task_inputs: input,
        },
        {
          id: idOf("task run", 3),
          name: "child-0",
          flow_run_id: RUN,
          ...inState("PENDING"),
          expected_start_time: at(14),
        },
      ],
    });
    return server;
  }

  test("a graph has tasks, subflows in place of those that track them, states and artifacts", async () => {
    await using server = await withRuns();
    for (const [type, task_run_id] of [
      ["progress", idOf("task run", 1)],
      ["markdown", null],
      ["result", null],
    ])
      await server.must("POST", "/artifacts/", { key: "a", type, data: 5, flow_run_id: RUN, task_run_id });
    const graph = await server.must<Graph>("GET", `/flow_runs/${RUN}/graph-v2`);
    expect(graph).toMatchObject({
      start_time: timeAt(10),
      end_time: null,
      root_node_ids: [idOf("task run", 1), CHILD],
      artifacts: [{ type: "markdown", data: null, is_latest: false }],
      states: [],
    });
    const nodes = Object.fromEntries(graph.nodes as [string, Record<string, unknown>][]);
    expect(Object.keys(nodes)).toEqual([idOf("task run", 1), CHILD, idOf("task run", 2)]);
    expect(nodes[idOf("task run", 1)]).toMatchObject({
      kind: "task-run",
      children: [{ id: idOf("task run", 2) }],
      artifacts: [{ type: "progress", data: 5, key: "a" }],
    });
    expect(nodes[CHILD]).toMatchObject({ kind: "flow-run", label: "etl / child", state_type: "SCHEDULED" });
    const later = await server.must<Graph>("GET", `/flow_runs/${RUN}/graph-v2?since=${timeAt(50)}`);
    expect(later.nodes.map(([id]) => id as string)).toEqual([CHILD, idOf("task run", 2)]);
    expect(await server.call("GET", `/flow_runs/${UNKNOWN}/graph-v2`)).toEqual({
      status: 404,
      body: { exception_message: `Flow run ${UNKNOWN} not found` },
    });
  });

  test("dependencies name the task runs that each took results from", async () => {
    await using server = await withRuns();
    const runs = await server.must<DependencyResult[]>("GET", `/flow_runs/${RUN}/graph`);
    expect(runs.map(({ name, upstream_dependencies }) => [name, upstream_dependencies])).toEqual([
      ["child-0", []],
      ["clean", [{ input_type: "task_run", id: idOf("task run", 1) }]],
      ["load", []],
    ]);
    expect(await server.call("GET", `/flow_runs/${UNKNOWN}/graph`)).toMatchObject({ status: 404 });
  });

  test("states of a run are listed from the first to the last, and read by id", async () => {
    await using server = await setup();
    const flow = await server.must("POST", "/flows/", { name: "f" });
    const run = await server.must("POST", "/flow_runs/", { flow_id: flow.id, state: { type: "PENDING" } });
    await server.must("POST", `/flow_runs/${run.id}/set_state`, { state: { type: "RUNNING", message: "go" } });
    const states = await server.must<State[]>("GET", `/flow_run_states/?flow_run_id=${run.id}`);
    expect(states.map(({ type }) => type)).toEqual(["PENDING", "RUNNING"]);
    expect(await server.must("GET", `/flow_run_states/${states[1]!.id}`)).toEqual(states[1]);
    const task = await server.must("POST", "/task_runs/", {
      flow_run_id: run.id,
      task_key: "t",
      dynamic_key: "0",
      state: { type: "PENDING" },
    });
    const [pending] = await server.must<State[]>("GET", `/task_run_states/?task_run_id=${task.id}`);
    expect(await server.must("GET", `/task_run_states/${pending!.id}`)).toEqual(pending);
    expect(await server.must("GET", `/task_run_states/?task_run_id=${UNKNOWN}`)).toEqual([]);
    for (const kind of ["flow_run_states", "task_run_states"])
      expect(await server.call("GET", `/${kind}/${UNKNOWN}`)).toMatchObject({ status: 404 });
  });

  test("task runs are counted without those that stand for subflows, and by type of state", async () => {
    await using server = await withRuns();
    const flow_run_ids = [RUN, CHILD, UNKNOWN];
    expect(await server.must("POST", "/ui/flow_runs/count-task-runs", { flow_run_ids })).toEqual({
      [RUN]: 2,
      [CHILD]: 0,
      [UNKNOWN]: 0,
    });
    expect(await server.must("POST", "/ui/task_runs/count", {})).toMatchObject({
      COMPLETED: 1,
      FAILED: 1,
      PENDING: 1,
      RUNNING: 0,
    });
  });

  test("flows have numbers of deployments and their next runs", async () => {
    await using server = await withRuns();
    await server.must("POST", "/deployments/", { name: "d", flow_id: FLOW });
    const flow_ids = [FLOW, UNKNOWN];
    expect(await server.must("POST", "/ui/flows/count-deployments", { flow_ids })).toEqual({ [FLOW]: 1, [UNKNOWN]: 0 });
    expect(await server.must("POST", "/ui/flows/next-runs", { flow_ids })).toEqual({
      [FLOW]: {
        id: CHILD,
        flow_id: FLOW,
        name: "child",
        state_name: "Scheduled",
        state_type: "SCHEDULED",
        next_scheduled_start_time: timeAt(30),
      },
      [UNKNOWN]: null,
    });
  });

  test("a task run comes with the name of its flow run", async () => {
    await using server = await withRuns();
    const run = await server.must<UITaskRun>("GET", `/ui/task_runs/${idOf("task run", 1)}`);
    expect(run).toMatchObject({ name: "load", flow_run_name: "parent" });
    expect(await server.call("GET", `/ui/task_runs/${UNKNOWN}`)).toEqual({
      status: 404,
      body: { detail: "Task not found" },
    });
  });

  test("ended task runs are spread over twenty bars from a time that has to be given", async () => {
    await using server = await withRuns();
    // From 12:00:00 to the end of the minute before which runs may have started: bars of six seconds.
    const start_time = { after_: timeAt(5), before_: timeAt(110) };
    const bars = await server.must<object[]>("POST", "/ui/task_runs/dashboard/counts", { task_runs: { start_time } });
    expect(bars).toHaveLength(20);
    expect(bars[1]).toEqual({ completed: 1, failed: 0 });
    expect(bars[15]).toEqual({ completed: 0, failed: 1 });
    expect(bars.filter((_, index) => index !== 1 && index !== 15)).toEqual(
      Array.from({ length: 18 }, () => ({ completed: 0, failed: 0 })),
    );
    expect(await server.call("POST", "/ui/task_runs/dashboard/counts", { task_runs: {} })).toEqual({
      status: 422,
      body: { detail: "task_runs.start_time.after_ is required" },
    });
  });

  test("values of a form are checked with variables filled in and templates taken as fitting", async () => {
    await using server = await setup();
    await server.must("POST", "/variables/", { name: "town", value: 7 });
    const schema = {
      type: "object",
      properties: { a: { type: "string" }, b: { type: "string" }, c: { type: "integer" } },
    };
    const values = {
      a: { __prefect_kind: "workspace_variable", variable_name: "town" },
      b: { __prefect_kind: "jinja", template: "{{ x }}" },
      c: { __prefect_kind: "json", value: "oops" },
    };
    const checked = await server.must("POST", "/ui/schemas/validate", { schema, values });
    expect(checked).toMatchObject({
      valid: false,
      errors: [
        { property: "a", errors: [expect.stringContaining("not valid under any")] },
        { property: "c", errors: [expect.stringContaining("Invalid JSON")] },
      ],
    });
    const circular = {
      properties: { a: { $ref: "#/definitions/A" } },
      definitions: { A: { $ref: "#/definitions/A" } },
    };
    expect(await server.call("POST", "/ui/schemas/validate", { schema: circular, values })).toEqual({
      status: 422,
      body: { detail: "Invalid schema: Unable to validate schema with circular references." },
    });
    const nonsense = { properties: { a: { type: "nonsense" } } };
    expect(await server.call("POST", "/ui/schemas/validate", { schema: nonsense, values })).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining("Invalid schema: ") as string },
    });
  });

  test("a search is kept by its name until it is deleted", async () => {
    await using server = await setup();
    const filters = [{ object: "flow_run", property: "state", type: "state", operation: "equals", value: ["FAILED"] }];
    const first = await server.call("PUT", "/saved_searches/", { name: "b", filters });
    expect(first).toMatchObject({ status: 201, body: { name: "b", filters } });
    const { id } = first.body as SavedSearch;
    expect(await server.call("PUT", "/saved_searches/", { name: "b" })).toMatchObject({
      status: 200,
      body: { id, filters: [] },
    });
    await server.must("PUT", "/saved_searches/", { name: "a" });
    const names = async () =>
      (await server.must<SavedSearch[]>("POST", "/saved_searches/filter")).map(({ name }) => name);
    expect(await names()).toEqual(["a", "b"]);
    await server.must("DELETE", `/saved_searches/${id}`);
    expect(await names()).toEqual(["a"]);
    for (const method of ["GET", "DELETE"] as const)
      expect(await server.call(method, `/saved_searches/${id}`)).toEqual({
        status: 404,
        body: { detail: "Saved search not found" },
      });
  });

  test("flows are deleted in bulk with their runs and deployments", async () => {
    await using server = await withRuns();
    await server.must("POST", "/flows/", { name: "other" });
    await server.must("POST", "/deployments/", { name: "d", flow_id: FLOW });
    const flows = { name: { any_: ["etl"] } };
    expect(await server.must("POST", "/flows/bulk_delete", { flows })).toEqual({ deleted: [FLOW] });
    expect(await server.must("POST", "/flows/count")).toBe(1);
    expect(await server.must("POST", "/flow_runs/count")).toBe(0);
    expect(await server.must("POST", "/task_runs/count")).toBe(0);
    expect(await server.must("POST", "/deployments/count")).toBe(0);
    expect(await server.must("POST", "/flows/bulk_delete", { flows })).toEqual({ deleted: [] });
  });
});
