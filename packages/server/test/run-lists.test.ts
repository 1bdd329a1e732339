/** Orders, pages and sums over more runs than are ever sorted at once, on both databases. */
import type { FlowRunResponse, HistoryResponse, SimpleFlowRun } from "@weir/contract";
import { DIALECTS } from "@weir/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { at, idOf, inState, store, timeAt } from "./stored-runs.ts";
import { ManualClock, testServer, type TestServer } from "./support.ts";

/** Enough of them that the common states are many and the rare ones few. */
const RUNS = 3000;
const STATES = ["COMPLETED", "COMPLETED", "COMPLETED", "FAILED", "SCHEDULED"];
const NOW = at(RUNS + 500);

type Row = Readonly<{
  id: string;
  name: string;
  flow_id: string;
  state_type: string | null;
  start_time: number | null;
  end_time: number | null;
  expected_start_time: number | null;
  next_scheduled_start_time: number | null;
}>;

/** Runs in no order, some without a state or times; several share their times. */
const ROWS: readonly Row[] = Array.from({ length: RUNS }, (_, index) => {
  const place = (index * 7919) % RUNS;
  const type = index % 100 === 99 ? null : index % 100 === 98 ? "RUNNING" : STATES[index % STATES.length]!;
  const expected = type === null ? null : at(Math.floor(place / 2));
  const started = type !== null && type !== "SCHEDULED" ? expected! + (index % 3) * 1e6 : null;
  return {
    id: idOf("flow run", index),
    name: `run ${(index * 31) % 97}`,
    flow_id: idOf("flow", index % 10 === 0 ? 1 : 2),
    ...(type === null ? { state_type: null } : inState(type)),
    expected_start_time: expected,
    next_scheduled_start_time: type === "SCHEDULED" ? expected : null,
    start_time: started,
    end_time: started !== null && type !== "RUNNING" ? started + 5e6 : null,
  };
});

const byKey =
  (key: (row: Row) => number | string | null, sign: 1 | -1) =>
  (a: Row, b: Row): number => {
    const [left, right] = [key(a), key(b)];
    const order =
      left === right ? (a.id < b.id ? -1 : 1) : left === null ? -1 : right === null ? 1 : left < right ? -1 : 1;
    return sign * order;
  };

const ORDERS = {
  ID_DESC: byKey((row) => row.id, -1),
  START_TIME_ASC: byKey((row) => row.start_time ?? row.expected_start_time, 1),
  START_TIME_DESC: byKey((row) => row.start_time ?? row.expected_start_time, -1),
  EXPECTED_START_TIME_ASC: byKey((row) => row.expected_start_time, 1),
  EXPECTED_START_TIME_DESC: byKey((row) => row.expected_start_time, -1),
  NAME_ASC: byKey((row) => row.name, 1),
  NAME_DESC: byKey((row) => row.name, -1),
  NEXT_SCHEDULED_START_TIME_ASC: byKey((row) => row.next_scheduled_start_time, 1),
  END_TIME_DESC: byKey((row) => row.end_time, -1),
} as const;

/** A filter, and the same in code. */
const FILTERS: [string, object, (row: Row) => boolean][] = [
  ["no filter", {}, () => true],
  [
    "a common state",
    { flow_runs: { state: { type: { any_: ["COMPLETED"] } } } },
    ({ state_type }) => state_type === "COMPLETED",
  ],
  [
    "a rare state",
    { flow_runs: { state: { type: { any_: ["RUNNING"] } } } },
    ({ state_type }) => state_type === "RUNNING",
  ],
  [
    "all states but one",
    { flow_runs: { state: { type: { not_any_: ["FAILED"] } } } },
    ({ state_type }) => state_type !== null && state_type !== "FAILED",
  ],
  [
    "a state in a wide range of time",
    { flow_runs: { state: { type: { any_: ["COMPLETED"] } }, start_time: { after_: timeAt(100) } } },
    (row) => row.state_type === "COMPLETED" && row.start_time! >= at(100),
  ],
  [
    "states in a narrow range of time",
    {
      flow_runs: {
        state: { type: { any_: ["COMPLETED", "FAILED"] } },
        expected_start_time: { after_: timeAt(700), before_: timeAt(720) },
      },
    },
    (row) =>
      (row.state_type === "COMPLETED" || row.state_type === "FAILED") &&
      row.expected_start_time! >= at(700) &&
      row.expected_start_time! <= at(720),
  ],
  [
    "a flow with few runs",
    { flows: { id: { any_: [idOf("flow", 1)] } } },
    ({ flow_id }) => flow_id === idOf("flow", 1),
  ],
  ["a flow with many runs", { flows: { name: { any_: ["many"] } } }, ({ flow_id }) => flow_id === idOf("flow", 2)],
  [
    "alternatives",
    { flow_runs: { operator: "or_", name: { any_: ["run 5"] }, state: { type: { any_: ["RUNNING"] } } } },
    ({ name, state_type }) => name === "run 5" || state_type === "RUNNING",
  ],
];

describe.each(DIALECTS)("lists of many runs on %s", (dialect) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await testServer(dialect, {
      clock: new ManualClock(NOW),
      settings: { server_services_enabled: false },
    });
    await store(server, {
      flows: [
        { id: idOf("flow", 1), name: "few" },
        { id: idOf("flow", 2), name: "many" },
      ],
      flowRuns: ROWS,
    });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  describe.each(FILTERS)("%s", (_name, filter, matches) => {
    const matching = ROWS.filter(matches);

    test.each(Object.keys(ORDERS) as (keyof typeof ORDERS)[])("in order %s, page by page", async (sort) => {
      const expected = [...matching].sort(ORDERS[sort]).map(({ id }) => id);
      for (const offset of [0, 7, Math.max(0, matching.length - 5)]) {
        const page = { ...filter, sort, limit: 20, offset };
        const runs = await server.must<FlowRunResponse[]>("POST", "/flow_runs/filter", page);
        expect(runs.map(({ id }) => id)).toEqual(expected.slice(offset, offset + 20));
      }
    });

    test("counted", async () => {
      expect(await server.must<number>("POST", "/flow_runs/count", filter)).toBe(matching.length);
    });
  });

  test("a numbered page comes with the number of all", async () => {
    const body = { flow_runs: { state: { type: { any_: ["RUNNING"] } } }, limit: 7, page: 2, sort: "ID_DESC" };
    const { results, ...rest } = await server.must<{ results: FlowRunResponse[]; count: number }>(
      "POST",
      "/flow_runs/paginate",
      body,
    );
    expect(rest).toEqual({ count: 30, limit: 7, pages: 5, page: 2 });
    expect(results).toHaveLength(7);
    expect(await server.must("POST", "/flow_runs/paginate", { limit: 0 })).toMatchObject({ results: [], pages: 0 });
  });

  test("a run in a list is the same as read alone", async () => {
    const [listed] = await server.must<FlowRunResponse[]>("POST", "/flow_runs/filter", {
      flow_runs: { state: { type: { any_: ["COMPLETED"] } } },
    });
    expect(listed).toEqual(await server.must("GET", `/flow_runs/${listed!.id}`));
  });

  test.each([
    [{ limit: 201 }, "Invalid limit: must be less than or equal to 200."],
    [{ limit: -1 }, "Invalid limit: must be greater than or equal to 0."],
  ])("a page of %j is refused", async (body, detail) => {
    expect(await server.call("POST", "/flow_runs/filter", body)).toEqual({ status: 422, body: { detail } });
  });

  test("the history has every interval, with what was expected in each", async () => {
    const intervals = await server.must<HistoryResponse[]>("POST", "/flow_runs/history", {
      history_start: timeAt(100),
      history_end: timeAt(109),
      history_interval_seconds: 2,
      flow_runs: { state: { type: { any_: ["COMPLETED", "SCHEDULED"] } } },
    });
    const expected = Array.from({ length: 5 }, (_, index) => {
      const [start, end] = [100 + 2 * index, 102 + 2 * index];
      const within = ROWS.filter(
        ({ expected_start_time: time }) => time !== null && time >= at(start) && time < at(end),
      );
      const sum = (type: string, late: (row: Row) => number) => {
        const ofType = within.filter(({ state_type }) => state_type === type);
        if (ofType.length === 0) return [];
        return {
          state_type: type,
          state_name: type === "COMPLETED" ? "Completed" : "Scheduled",
          count_runs: ofType.length,
          sum_estimated_run_time: 0,
          sum_estimated_lateness: expect.closeTo(
            ofType.reduce((all, row) => all + late(row) / 1e6, 0),
            2,
          ) as number,
        };
      };
      return {
        interval_start: timeAt(start),
        interval_end: timeAt(end),
        states: [
          sum("COMPLETED", (row) => row.start_time! - row.expected_start_time!),
          sum("SCHEDULED", (row) => NOW - row.expected_start_time!),
        ].flat(),
      };
    });
    expect(intervals).toEqual(expected);
  });

  test("a history is cut at 500 intervals and refuses less than a second", async () => {
    const window = { history_start: timeAt(0), history_end: timeAt(10_000) };
    const long = await server.must<unknown[]>("POST", "/flow_runs/history", { ...window, history_interval_seconds: 1 });
    expect(long).toHaveLength(500);
    expect(
      await server.must("POST", "/flow_runs/history", {
        ...window,
        history_end: timeAt(-1),
        history_interval_seconds: 1,
      }),
    ).toEqual([]);
    const refused = await server.call("POST", "/task_runs/history", { ...window, history_interval_seconds: 0.5 });
    expect(refused).toEqual({ status: 422, body: { detail: "History interval must not be less than 1 second." } });
  });

  test("the mean lateness is that of all that match, null of none", async () => {
    const failed = ROWS.filter(({ state_type }) => state_type === "FAILED");
    const mean = failed.reduce((sum, row) => sum + (row.start_time! - row.expected_start_time!), 0) / failed.length;
    const body = { flow_runs: { state: { type: { any_: ["FAILED"] } } } };
    expect(await server.must("POST", "/flow_runs/lateness", body)).toBeCloseTo(mean / 1e6, 6);
    expect(await server.must("POST", "/flow_runs/lateness", { flow_runs: { id: { any_: [] } } })).toBeNull();
  });

  test("the dots of a chart come up to a thousand, without runs that have no place in it", async () => {
    const dots = await server.must<SimpleFlowRun[]>("POST", "/ui/flow_runs/history", { sort: "START_TIME_ASC" });
    expect(dots).toHaveLength(970);
    const all = [...ROWS].sort(ORDERS.START_TIME_ASC).slice(0, 1000);
    expect(dots.map(({ id }) => id)).toEqual(all.filter((row) => row.state_type !== null).map(({ id }) => id));
    expect(await server.call("POST", "/ui/flow_runs/history", { limit: 1001 })).toMatchObject({ status: 422 });
  });
});
