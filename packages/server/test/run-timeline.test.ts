/** The timeline of a flow run with everything below it, on both databases. */
import type { RunTimeline } from "@weir/contract";
import { DIALECTS } from "@weir/testkit";
import { describe, expect, test } from "vitest";
import { at, idOf, inState, store } from "./stored-runs.ts";
import { ManualClock, testServer } from "./support.ts";

const FLOW = idOf("flow", 1);
const RUN = idOf("flow run", 1);
const CHILD = idOf("flow run", 2);
const GRANDCHILD = idOf("flow run", 3);
const UNKNOWN = "00000000-0000-4000-8000-000000000009";

const task = (n: number) => idOf("task run", n);
const from = (id: string) => ({ input_type: "task_run", id });

describe.each(DIALECTS)("the timeline of a run on %s", (dialect) => {
  const setup = () =>
    testServer(dialect, { clock: new ManualClock(at(1000)), settings: { server_services_enabled: false } });
  type Server = Awaited<ReturnType<typeof setup>>;

  const timeline = (server: Server, id: string) => server.must<RunTimeline>("GET", `/weir/flow_runs/${id}/timeline`);

  const run = (id: string, name: string, parent_task_run_id: string | null, start: number) => ({
    id,
    name,
    flow_id: FLOW,
    ...inState("RUNNING"),
    parent_task_run_id,
    expected_start_time: at(start),
    start_time: at(start),
  });

  test("has subflows of any depth, and tells what called what and what took whose result", async () => {
    await using server = await setup();
    const OTHER = idOf("flow run", 4);
    // Level by level, as subflows name task runs of the level above.
    await store(server, {
      flows: [{ id: FLOW, name: "etl" }],
      flowRuns: [run(RUN, "parent", null, 10), run(CHILD, "child", task(3), 14), run(OTHER, "other", null, 10)],
      taskRuns: [
        {
          id: task(1),
          name: "load",
          flow_run_id: RUN,
          task_key: "load",
          ...inState("COMPLETED"),
          expected_start_time: at(11),
          start_time: at(11),
          end_time: at(12),
          run_count: 2,
        },
        {
          id: task(2),
          name: "clean",
          flow_run_id: RUN,
          task_key: "clean",
          ...inState("SCHEDULED", "AwaitingRetry"),
          expected_start_time: at(13),
          // Twice from one task, from itself never, and from one that is not here.
          task_inputs: JSON.stringify({ a: [from(task(1)), from(task(1))], b: [from(UNKNOWN)], __parents__: [] }),
        },
        { id: task(3), name: "child-0", flow_run_id: RUN, ...inState("PENDING"), expected_start_time: at(14) },
        { id: task(6), name: "elsewhere", flow_run_id: OTHER, ...inState("PENDING") },
      ],
    });
    await store(server, {
      flowRuns: [run(GRANDCHILD, "grandchild", task(4), 15)],
      taskRuns: [
        { id: task(4), name: "grandchild-0", flow_run_id: CHILD, ...inState("PENDING"), expected_start_time: at(15) },
      ],
    });
    await store(server, {
      taskRuns: [
        {
          id: task(5),
          name: "inner",
          flow_run_id: GRANDCHILD,
          ...inState("PENDING"),
          expected_start_time: at(16),
          task_inputs: JSON.stringify({ __parents__: [from(task(1)), from(task(4))], a: [from(task(2))] }),
        },
      ],
    });
    const found = await timeline(server, RUN);
    expect(found).toMatchObject({ origin: at(10) / 1000, cut: false });
    expect(found.flow_runs[1]).toMatchObject({ name: "child", flow_id: FLOW, flow_name: "etl" });
    expect(
      found.flow_runs.map(({ id, parent_task_run_id, start_time }) => [id, parent_task_run_id, start_time]),
    ).toEqual([
      [RUN, null, 0],
      [CHILD, task(3), 4000],
      [GRANDCHILD, task(4), 5000],
    ]);
    const { task_runs } = found;
    expect(task_runs.id).toEqual([1, 2, 3, 4, 5].map(task));
    expect(task_runs.flow_run).toEqual([0, 0, 0, 1, 2]);
    expect(task_runs.caller).toEqual([-1, -1, -1, -1, 3]);
    expect(task_runs.inputs).toEqual([[], [0], [], [], [1]]);
    expect(task_runs.expected_start_time).toEqual([1000, 3000, 4000, 5000, 6000]);
    expect([task_runs.start_time[0], task_runs.end_time[0], task_runs.end_time[1]]).toEqual([1000, 2000, null]);
    expect(task_runs.run_count[0]).toBe(2);
    expect(task_runs.state.map((place) => found.states[place]?.name)).toEqual([
      "Completed",
      "AwaitingRetry",
      "Pending",
      "Pending",
      "Pending",
    ]);
    expect(found.states).toHaveLength(3);
    expect(found.task_keys[task_runs.task_key[1]!]).toBe("clean");

    const below = await timeline(server, CHILD);
    expect(below.flow_runs.map(({ id }) => id)).toEqual([CHILD, GRANDCHILD]);
    // What called it and whose result it took lie outside.
    expect(below.task_runs).toMatchObject({ id: [task(4), task(5)], caller: [-1, 0], inputs: [[], []] });
  });

  test("of a run without tasks is empty, of one that is not there refused", async () => {
    await using server = await setup();
    await store(server, { flows: [{ id: FLOW, name: "etl" }], flowRuns: [run(RUN, "alone", null, 10)] });
    expect(await timeline(server, RUN)).toMatchObject({ task_keys: [], states: [], task_runs: { id: [] }, cut: false });
    expect(await server.call("GET", `/weir/flow_runs/${UNKNOWN}/timeline`)).toEqual({
      status: 404,
      body: { exception_message: `Flow run ${UNKNOWN} not found` },
    });
  });

  test("of more than 50,000 task runs is cut, and says so", { timeout: 60_000 }, async () => {
    await using server = await setup();
    await store(server, { flows: [{ id: FLOW, name: "etl" }], flowRuns: [run(RUN, "wide", null, 10)] });
    const most = 50_000;
    await store(server, {
      taskRuns: Array.from({ length: most }, (_, n) => ({
        id: task(n + 1),
        name: `unit-${n}`,
        flow_run_id: RUN,
        ...inState("COMPLETED"),
        expected_start_time: at(10) + n,
      })),
    });
    expect((await timeline(server, RUN)).cut).toBe(false);
    await store(server, {
      taskRuns: [
        { id: task(most + 1), name: "last", flow_run_id: RUN, expected_start_time: at(900), ...inState("PENDING") },
      ],
    });
    const found = await timeline(server, RUN);
    expect([found.cut, found.task_runs.id.length, found.task_runs.name.at(-1)]).toEqual([
      true,
      most,
      `unit-${most - 1}`,
    ]);
  });
});
