/** No query fails, whatever a filter that fits its schema says; on both databases. */
import { routes, type RouteDefinition } from "@weir/contract";
import { DIALECTS } from "@weir/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { idOf, inState, store, timeAt } from "./stored-runs.ts";
import { testServer, type TestServer } from "./support.ts";

type Schema = Readonly<Record<string, unknown>>;

const STRINGS = ["", "%", "_", "\\", "'", '"', "{}", "ä😀", "nul\u0000", "long ".repeat(2000)];
const BY_FORMAT: Readonly<Record<string, readonly string[]>> = {
  uuid: [idOf("flow run", 1), "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", "urn:uuid:00000000-0000-0000-0000-000000000000"],
  "date-time": ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "2026-01-01T00:00:00+14:00", "2026-01-01 00:00"],
};
const MANY = 1500;

/** Values at the edges of what a schema allows. */
function extremes(schema: Schema): unknown[] {
  if (Array.isArray(schema["anyOf"])) return (schema["anyOf"] as Schema[]).flatMap(extremes);
  if (Array.isArray(schema["enum"])) return schema["enum"];
  switch (schema["type"]) {
    case "null":
      return [null];
    case "boolean":
      return [true, false];
    case "integer":
    case "number":
      return [0, 1, -1, 200, 201, 2 ** 31, 2 ** 53, 1e18, 1e300];
    case "string":
      return [...(BY_FORMAT[String(schema["format"])] ?? STRINGS)];
    case "array": {
      const items = extremes(schema["items"] as Schema);
      return [[], items, ...items.map((item) => [item]), Array.from({ length: MANY }, () => items[0])];
    }
    default:
      return objects(schema);
  }
}

/** Objects with one property at each of its extremes, and with all at once. */
function objects(schema: Schema): Record<string, unknown>[] {
  const properties = Object.entries((schema["properties"] ?? {}) as Record<string, Schema>);
  const edges = properties.map(([name, property]) => [name, extremes(property)] as const);
  const full = Object.fromEntries(edges.map(([name, values]) => [name, values.at(-1)]));
  return [
    {},
    full,
    ...("operator" in full ? [{ ...full, operator: "or_" }] : []),
    ...edges.flatMap(([name, values]) => values.map((value) => ({ [name]: value }))),
  ];
}

const { flows, flowRuns, taskRuns, deployments, ui, savedSearches, workPools, workQueues } = routes;
/** The pool of the paths that name one. */
const POOL = "pool";
const HISTORY = { history_start: timeAt(0), history_end: timeAt(100), history_interval_seconds: 10 };
const AFTER = { task_runs: { start_time: { after_: timeAt(0) } } };

/** Each query with what it has to be given, and which of the cases it gets: all go through the first. */
const QUERIES: [RouteDefinition, object, number][] = [
  [flowRuns.filter, {}, 1],
  [flowRuns.count, {}, 9],
  [flowRuns.paginate, {}, 9],
  [flowRuns.lateness, {}, 9],
  [flowRuns.history, HISTORY, 9],
  [taskRuns.filter, {}, 5],
  [taskRuns.count, {}, 9],
  [taskRuns.paginate, {}, 9],
  [taskRuns.history, HISTORY, 9],
  [flows.filter, {}, 5],
  [flows.count, {}, 9],
  [flows.paginate, {}, 9],
  [deployments.filter, {}, 9],
  [deployments.count, {}, 9],
  [ui.flowRunHistory, {}, 9],
  [ui.countTaskRunsByState, {}, 9],
  [ui.dashboardTaskRunCounts, AFTER, 9],
  [ui.countTaskRuns, {}, 1],
  [ui.countDeployments, {}, 1],
  [ui.nextRuns, {}, 1],
  [savedSearches.filter, {}, 1],
  [workPools.filter, {}, 1],
  [workPools.count, {}, 1],
  [workPools.filterQueues, {}, 1],
  [workPools.filterWorkers, {}, 1],
  [workPools.getScheduledFlowRuns, {}, 1],
  [workPools.concurrencyStatus, {}, 1],
  [workQueues.filter, {}, 1],
];

describe.each(DIALECTS)("queries at the edges of their schemas on %s", (dialect) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await testServer(dialect, { settings: { server_services_enabled: false } });
    const flow_id = idOf("flow", 1);
    await server.must("POST", "/work_pools/", { name: POOL, type: "process" });
    await store(server, {
      flows: [{ id: flow_id, name: "f" }],
      flowRuns: [{ id: idOf("flow run", 1), name: "r", flow_id, ...inState("COMPLETED") }],
      taskRuns: [{ id: idOf("task run", 1), name: "t", flow_run_id: idOf("flow run", 1), ...inState("COMPLETED") }],
    });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test.each(QUERIES.map(([route, given, step]) => [route.path, route, given, step] as const))(
    "%s",
    async (path, route, given, step) => {
      const cases = objects(route.body as Schema)
        .filter((_, index) => index < 3 || index % step === 0)
        .map((body) => ({ ...given, ...body }));
      const failures: unknown[] = [];
      for (const body of cases) {
        const { status } = await server.call(route.method, path.replace(/:(work_pool_)?name/, POOL), body);
        if (status >= 500) failures.push(JSON.stringify(body).slice(0, 200));
      }
      expect(failures).toEqual([]);
    },
  );
});
