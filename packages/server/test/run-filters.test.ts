/** Every operator of the filters of runs and flows, with the rows that it must keep, on both databases. */
import { DIALECTS, type Dialect } from "@weir/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { at, idOf, inState, store, timeAt } from "./stored-runs.ts";
import { testServer, type TestServer } from "./support.ts";

const CREATOR = "90000000-0000-4000-8000-000000000001";
const GONE = idOf("deployment", 9);
const UNKNOWN = "00000000-0000-4000-8000-000000000000";

async function seed(server: TestServer): Promise<void> {
  const [alpha, beta] = [idOf("flow", 1), idOf("flow", 2)];
  await store(server, {
    flows: [
      { id: alpha, name: "alpha", tags: ["daily", "eu"] },
      { id: beta, name: "Beta_100%" },
    ],
  });
  const deployment = await server.must("POST", "/deployments/", {
    name: "nightly",
    flow_id: alpha,
    tags: ["prod"],
    paused: true,
  });
  await store(server, {
    flowRuns: [
      {
        id: idOf("flow run", 1),
        name: "ant",
        flow_id: alpha,
        ...inState("COMPLETED"),
        tags: '["a","b"]',
        deployment_id: deployment.id,
        work_queue_name: "q1",
        flow_version: "1",
        expected_start_time: at(9),
        start_time: at(10),
        end_time: at(20),
        idempotency_key: "k1",
        created_by: JSON.stringify({ id: CREATOR, type: "DEPLOYMENT", display_value: "nightly" }),
      },
      {
        id: idOf("flow run", 2),
        name: "bee",
        flow_id: alpha,
        ...inState("FAILED", "TimedOut"),
        tags: '["b"]',
        deployment_id: GONE,
        work_queue_name: "q2",
        flow_version: "2",
        expected_start_time: at(100),
        start_time: at(110),
        end_time: at(150),
        idempotency_key: "k2",
        created_by: JSON.stringify({ id: null, type: "AUTOMATION", display_value: null }),
      },
      {
        id: idOf("flow run", 3),
        name: "cat",
        flow_id: beta,
        ...inState("RUNNING"),
        expected_start_time: at(200),
        start_time: at(201),
      },
      {
        id: idOf("flow run", 4),
        name: "Dog_1%",
        flow_id: beta,
        ...inState("SCHEDULED", "Late"),
        tags: '["c d"]',
        expected_start_time: at(300),
        next_scheduled_start_time: at(300),
      },
      { id: idOf("flow run", 5), name: "eel", flow_id: beta },
      {
        id: idOf("flow run", 6),
        name: "fox",
        flow_id: alpha,
        ...inState("COMPLETED", "Cached"),
        parent_task_run_id: idOf("task run", 3),
        expected_start_time: at(205),
        start_time: at(205),
        end_time: at(210),
      },
    ],
    taskRuns: [
      {
        id: idOf("task run", 1),
        name: "load",
        flow_run_id: idOf("flow run", 1),
        ...inState("COMPLETED"),
        tags: '["x","y"]',
        expected_start_time: at(11),
        start_time: at(12),
        end_time: at(13),
      },
      {
        id: idOf("task run", 2),
        name: "clean",
        flow_run_id: idOf("flow run", 2),
        ...inState("FAILED", "TimedOut"),
        tags: '["y"]',
        expected_start_time: at(111),
        start_time: at(112),
        end_time: at(113),
      },
      {
        id: idOf("task run", 3),
        name: "fox-0",
        flow_run_id: idOf("flow run", 3),
        ...inState("COMPLETED"),
        expected_start_time: at(202),
        start_time: at(203),
      },
      { id: idOf("task run", 4), name: "loose", ...inState("PENDING"), expected_start_time: at(400) },
    ],
  });
}

const runs = (...numbers: number[]): string[] => numbers.map((number) => idOf("flow run", number));
const tasks = (...numbers: number[]): string[] => numbers.map((number) => idOf("task run", number));
const flows = (...numbers: number[]): string[] => numbers.map((number) => idOf("flow", number));

/** What is asked of flow runs, and the names of those that match. `eel` has no state and no times. */
const FLOW_RUNS: [object, string][] = [
  [{}, "ant bee cat Dog_1% eel fox"],
  [{ flow_runs: null, flows: null }, "ant bee cat Dog_1% eel fox"],
  [{ flow_runs: {} }, "ant bee cat Dog_1% eel fox"],
  [{ flow_runs: { id: { any_: runs(1, 3) } } }, "ant cat"],
  [{ flow_runs: { id: { any_: [idOf("flow run", 1).toUpperCase()] } } }, "ant"],
  [{ flow_runs: { id: { any_: [] } } }, ""],
  [{ flow_runs: { id: { not_any_: runs(1, 3) } } }, "bee Dog_1% eel fox"],
  [{ flow_runs: { id: { not_any_: [] } } }, "ant bee cat Dog_1% eel fox"],
  [{ flow_runs: { id: { any_: runs(1, 2), not_any_: runs(1) } } }, "bee"],
  [{ flow_runs: { id: { any_: Array.from({ length: 300 }, (_, i) => idOf("flow run", i + 5)) } } }, "eel fox"],
  [{ flow_runs: { name: { any_: ["ant", "nobody"] } } }, "ant"],
  [{ flow_runs: { name: { any_: [] } } }, ""],
  [{ flow_runs: { name: { like_: "A" } } }, "ant cat"],
  [{ flow_runs: { name: { like_: "dog" } } }, "Dog_1%"],
  [{ flow_runs: { name: { like_: "_" } } }, "ant bee cat Dog_1% eel fox"],
  [{ flow_runs: { name: { like_: "a%t" } } }, "ant cat"],
  [{ flow_runs: { name: { like_: "" } } }, "ant bee cat Dog_1% eel fox"],
  [{ flow_runs: { name: { any_: ["ant", "cat"], like_: "c" } } }, "cat"],
  [{ flow_runs: { tags: { all_: ["b"] } } }, "ant bee"],
  [{ flow_runs: { tags: { all_: ["b", "a"] } } }, "ant"],
  [{ flow_runs: { tags: { all_: [] } } }, "ant bee cat Dog_1% eel fox"],
  [{ flow_runs: { tags: { any_: ["a", "c d"] } } }, "ant Dog_1%"],
  [{ flow_runs: { tags: { any_: [] } } }, ""],
  [{ flow_runs: { tags: { is_null_: true } } }, "cat eel fox"],
  [{ flow_runs: { tags: { is_null_: false } } }, "ant bee Dog_1%"],
  [{ flow_runs: { tags: { operator: "or_", all_: ["a"], is_null_: true } } }, "ant cat eel fox"],
  [{ flow_runs: { tags: { all_: ["c"] } } }, ""],
  [{ flow_runs: { deployment_id: { any_: [GONE] } } }, "bee"],
  [{ flow_runs: { deployment_id: { is_null_: true } } }, "cat Dog_1% eel fox"],
  [{ flow_runs: { deployment_id: { is_null_: false } } }, "ant bee"],
  [{ flow_runs: { deployment_id: { operator: "or_", any_: [GONE], is_null_: true } } }, "bee cat Dog_1% eel fox"],
  [{ flow_runs: { work_queue_name: { any_: ["q1"] } } }, "ant"],
  [{ flow_runs: { work_queue_name: { is_null_: true } } }, "cat Dog_1% eel fox"],
  [{ flow_runs: { work_queue_name: { operator: "or_", any_: ["q1"], is_null_: true } } }, "ant cat Dog_1% eel fox"],
  [{ flow_runs: { state: { type: { any_: ["COMPLETED"] } } } }, "ant fox"],
  [{ flow_runs: { state: { type: { any_: [] } } } }, ""],
  [{ flow_runs: { state: { type: { not_any_: ["COMPLETED", "RUNNING"] } } } }, "bee Dog_1%"],
  [{ flow_runs: { state: { type: { any_: ["COMPLETED", "FAILED"], not_any_: ["FAILED"] } } } }, "ant fox"],
  [{ flow_runs: { state: { name: { any_: ["Late", "Cached"] } } } }, "Dog_1% fox"],
  [{ flow_runs: { state: { name: { not_any_: ["Completed"] } } } }, "bee cat Dog_1% fox"],
  [{ flow_runs: { state: { type: { any_: ["COMPLETED"] }, name: { any_: ["Cached"] } } } }, "fox"],
  [{ flow_runs: { state: { operator: "or_", type: { any_: ["RUNNING"] }, name: { any_: ["Cached"] } } } }, "cat fox"],
  [{ flow_runs: { state: { operator: "or_", type: {}, name: { any_: ["Cached"] } } } }, "fox"],
  [{ flow_runs: { state: {} } }, "ant bee cat Dog_1% eel fox"],
  [{ flow_runs: { flow_version: { any_: ["1", "3"] } } }, "ant"],
  [{ flow_runs: { start_time: { after_: timeAt(110) } } }, "bee cat Dog_1% fox"],
  [{ flow_runs: { start_time: { before_: timeAt(110) } } }, "ant bee"],
  [{ flow_runs: { start_time: { after_: timeAt(110), before_: timeAt(201) } } }, "bee cat"],
  [{ flow_runs: { start_time: { is_null_: true } } }, "Dog_1% eel"],
  [{ flow_runs: { start_time: { is_null_: false, after_: timeAt(202) } } }, "fox"],
  [{ flow_runs: { end_time: { after_: timeAt(20), before_: timeAt(150) } } }, "ant bee"],
  [{ flow_runs: { end_time: { is_null_: true } } }, "cat Dog_1% eel"],
  [{ flow_runs: { expected_start_time: { after_: timeAt(200) } } }, "cat Dog_1% fox"],
  [{ flow_runs: { expected_start_time: { before_: timeAt(100.000001) } } }, "ant bee"],
  [{ flow_runs: { expected_start_time: { after_: timeAt(100.000001), before_: timeAt(204) } } }, "cat"],
  [{ flow_runs: { next_scheduled_start_time: { after_: timeAt(0) } } }, "Dog_1%"],
  [{ flow_runs: { next_scheduled_start_time: { before_: timeAt(0) } } }, ""],
  [{ flow_runs: { parent_flow_run_id: { any_: runs(3) } } }, "fox"],
  [{ flow_runs: { parent_flow_run_id: { any_: [] } } }, ""],
  [{ flow_runs: { parent_flow_run_id: {} } }, "ant bee cat Dog_1% eel fox"],
  [{ flow_runs: { parent_task_run_id: { any_: tasks(3) } } }, "fox"],
  [{ flow_runs: { parent_task_run_id: { is_null_: true } } }, "ant bee cat Dog_1% eel"],
  [{ flow_runs: { idempotency_key: { any_: ["k1", "k3"] } } }, "ant"],
  [{ flow_runs: { idempotency_key: { not_any_: ["k1"] } } }, "bee"],
  [{ flow_runs: { created_by: { id_: [CREATOR] } } }, "ant"],
  [{ flow_runs: { created_by: { type_: ["AUTOMATION"] } } }, "bee"],
  [{ flow_runs: { created_by: { is_null_: true } } }, "cat Dog_1% eel fox"],
  [{ flow_runs: { created_by: { operator: "or_", type_: ["AUTOMATION"], id_: [CREATOR] } } }, "ant bee"],
  [{ flow_runs: { operator: "or_", name: { any_: ["eel"] }, state: { type: { any_: ["FAILED"] } } } }, "bee eel"],
  [{ flow_runs: { operator: "or_", name: {}, state: { type: { any_: ["FAILED"] } } } }, "ant bee cat Dog_1% eel fox"],
  [{ flow_runs: { operator: "and_", name: { like_: "e" }, state: { type: { any_: ["FAILED"] } } } }, "bee"],
  [{ flows: {} }, "ant bee cat Dog_1% eel fox"],
  [{ flows: { id: { any_: flows(1) } } }, "ant bee fox"],
  [{ flows: { name: { any_: ["alpha"] } } }, "ant bee fox"],
  [{ flows: { name: { like_: "beta" } }, flow_runs: { state: { type: { any_: ["RUNNING"] } } } }, "cat"],
  [{ flows: { deployment: { is_null_: true } } }, "cat Dog_1% eel"],
  [{ task_runs: {} }, "ant bee cat"],
  [{ task_runs: { state: { type: { any_: ["FAILED"] } } } }, "bee"],
  [{ task_runs: { subflow_runs: { exists_: true } } }, "cat"],
  [{ task_runs: { name: { any_: ["load"] } }, flows: { name: { any_: ["alpha"] } } }, "ant"],
  [{ task_runs: { name: { any_: ["load"] } }, flows: { name: { any_: ["Beta_100%"] } } }, ""],
  [{ deployments: {} }, "ant"],
  [{ deployments: { name: { any_: ["nightly"] } } }, "ant"],
  [{ deployments: { id: { any_: [GONE] } } }, ""],
  [{ work_pools: {} }, ""],
  [{ work_pools: { name: { any_: ["p"] } } }, ""],
  [{ work_pool_queues: { name: { any_: ["q1"] } } }, ""],
];

const TASK_RUNS: [object, string][] = [
  [{}, "load clean fox-0 loose"],
  [{ task_runs: {} }, "load clean fox-0 loose"],
  [{ task_runs: { id: { any_: tasks(1, 4) } } }, "load loose"],
  [{ task_runs: { id: { any_: [] } } }, ""],
  [{ task_runs: { name: { any_: ["load"] } } }, "load"],
  [{ task_runs: { name: { like_: "L" } } }, "load clean loose"],
  [{ task_runs: { tags: { all_: ["y"] } } }, "load clean"],
  [{ task_runs: { tags: { all_: ["y", "x"] } } }, "load"],
  [{ task_runs: { tags: { is_null_: true } } }, "fox-0 loose"],
  [{ task_runs: { tags: { operator: "or_", all_: ["x"], is_null_: true } } }, "load fox-0 loose"],
  [{ task_runs: { state: { type: { any_: ["FAILED", "PENDING"] } } } }, "clean loose"],
  [{ task_runs: { state: { name: { any_: ["TimedOut"] } } } }, "clean"],
  [
    { task_runs: { state: { operator: "or_", type: { any_: ["PENDING"] }, name: { any_: ["TimedOut"] } } } },
    "clean loose",
  ],
  [{ task_runs: { start_time: { after_: timeAt(112) } } }, "clean fox-0"],
  [{ task_runs: { start_time: { before_: timeAt(112) } } }, "load clean"],
  [{ task_runs: { start_time: { is_null_: true } } }, "loose"],
  [{ task_runs: { end_time: { is_null_: false } } }, "load clean"],
  [{ task_runs: { end_time: { after_: timeAt(13), before_: timeAt(20) } } }, "load"],
  [{ task_runs: { expected_start_time: { after_: timeAt(202) } } }, "fox-0 loose"],
  [{ task_runs: { expected_start_time: { before_: timeAt(111) } } }, "load clean"],
  [{ task_runs: { subflow_runs: { exists_: true } } }, "fox-0"],
  [{ task_runs: { subflow_runs: { exists_: false } } }, "load clean loose"],
  [{ task_runs: { subflow_runs: {} } }, "load clean fox-0 loose"],
  [{ task_runs: { flow_run_id: {} } }, "load clean fox-0"],
  [{ task_runs: { flow_run_id: { is_null_: true } } }, "loose"],
  [{ task_runs: { flow_run_id: { is_null_: null } } }, "load clean fox-0 loose"],
  [{ task_runs: { flow_run_id: { any_: runs(1, 2) } } }, "load clean"],
  [{ task_runs: { flow_run_id: { any_: runs(1), is_null_: true } } }, "loose"],
  [{ task_runs: { operator: "or_", name: { any_: ["loose"] }, tags: { all_: ["x"] } } }, "load loose"],
  [{ flow_runs: {} }, "load clean fox-0"],
  [{ flow_runs: { id: { any_: runs(1) } } }, "load"],
  [{ flow_runs: { id: { any_: runs(1) } }, flows: { name: { any_: ["Beta_100%"] } } }, ""],
  [{ flow_runs: { state: { type: { any_: ["RUNNING"] } } } }, "fox-0"],
  [{ flows: { name: { any_: ["alpha"] } } }, "load clean"],
  [{ deployments: { name: { any_: ["nightly"] } } }, "load"],
];

const FLOWS: [object, string][] = [
  [{}, "alpha Beta_100%"],
  [{ flows: {} }, "alpha Beta_100%"],
  [{ flows: { id: { any_: flows(1) } } }, "alpha"],
  [{ flows: { id: { not_any_: flows(1) } } }, "Beta_100%"],
  [{ flows: { deployment: { is_null_: true } } }, "Beta_100%"],
  [{ flows: { deployment: { is_null_: false } } }, "alpha"],
  [{ flows: { name: { any_: ["alpha"] } } }, "alpha"],
  [{ flows: { name: { like_: "BETA" } } }, "Beta_100%"],
  [{ flows: { tags: { all_: ["eu"] } } }, "alpha"],
  [{ flows: { tags: { is_null_: true } } }, "Beta_100%"],
  [{ flows: { tags: { is_null_: false } } }, "alpha"],
  [{ flows: { operator: "or_", name: { any_: ["alpha"] }, tags: { is_null_: true } } }, "alpha Beta_100%"],
  [{ flow_runs: { state: { type: { any_: ["RUNNING"] } } } }, "Beta_100%"],
  [{ flow_runs: { id: { any_: [UNKNOWN] } } }, ""],
  [{ task_runs: { name: { any_: ["clean"] } } }, "alpha"],
  [{ task_runs: { name: { any_: ["clean"] } }, flow_runs: { name: { any_: ["ant"] } } }, ""],
  [{ deployments: { paused: { eq_: true } } }, "alpha"],
  [{ deployments: {} }, "alpha"],
  [{ work_pools: {} }, ""],
];

const DEPLOYMENTS: [object, string][] = [
  [{ deployments: { id: { not_any_: [UNKNOWN] } } }, "nightly"],
  [{ deployments: { name: { any_: ["nightly"] } } }, "nightly"],
  [{ deployments: { name: { like_: "NIGHT" } } }, "nightly"],
  [{ deployments: { flow_or_deployment_name: { like_: "alph" } } }, "nightly"],
  [{ deployments: { flow_or_deployment_name: { like_: "night" } } }, "nightly"],
  [{ deployments: { flow_or_deployment_name: { like_: "beta" } } }, ""],
  [{ deployments: { flow_or_deployment_name: {} } }, "nightly"],
  [{ deployments: { paused: { eq_: true } } }, "nightly"],
  [{ deployments: { paused: { eq_: false } } }, ""],
  [{ deployments: { tags: { any_: ["prod", "test"] } } }, "nightly"],
  [{ deployments: { tags: { is_null_: true } } }, ""],
  [{ deployments: { work_queue_name: { any_: ["q1"] } } }, ""],
  [{ deployments: { concurrency_limit: { ge_: 7 } } }, "nightly"],
  [{ flows: { name: { any_: ["alpha"] } } }, "nightly"],
  [{ flow_runs: { name: { any_: ["ant"] } } }, "nightly"],
  [{ flow_runs: { name: { any_: ["cat"] } } }, ""],
  [{ task_runs: { name: { any_: ["load"] } } }, "nightly"],
  [{ work_pools: {} }, ""],
];

const title = (body: object): string => JSON.stringify(body).slice(0, 160);

describe.each(DIALECTS)("filters on %s", (dialect: Dialect) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await testServer(dialect, { settings: { server_services_enabled: false } });
    await seed(server);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  /** The names of what matches, and the number that `count` says. */
  async function ask(kind: string, body: object): Promise<{ names: string[]; count: number }> {
    const rows = await server.must<{ name: string }[]>("POST", `/${kind}/filter`, body);
    const count = await server.must<number>("POST", `/${kind}/count`, body);
    return { names: rows.map(({ name }) => name).sort(), count };
  }
  const expected = (names: string) => {
    const sorted = names.split(" ").filter(Boolean).sort();
    return { names: sorted, count: sorted.length };
  };

  test.each(FLOW_RUNS.map(([body, names]) => [title(body), names, body] as const))(
    "flow runs %s: %s",
    async (_title, names, body) => expect(await ask("flow_runs", body)).toEqual(expected(names)),
  );
  test.each(TASK_RUNS.map(([body, names]) => [title(body), names, body] as const))(
    "task runs %s: %s",
    async (_title, names, body) => expect(await ask("task_runs", body)).toEqual(expected(names)),
  );
  test.each(FLOWS.map(([body, names]) => [title(body), names, body] as const))(
    "flows %s: %s",
    async (_title, names, body) => expect(await ask("flows", body)).toEqual(expected(names)),
  );
  test.each(DEPLOYMENTS.map(([body, names]) => [title(body), names, body] as const))(
    "deployments %s: %s",
    async (_title, names, body) => expect(await ask("deployments", body)).toEqual(expected(names)),
  );
});
