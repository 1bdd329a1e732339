/** By which index SQLite reads a page of many runs. */
import type { FlowRunSort } from "@weir/contract";
import { sql, type Compilable } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pageOfFlowRuns } from "../src/storage/queries/flow-run-lists.ts";
import { pageOfTaskRuns } from "../src/storage/queries/task-run-lists.ts";
import type { Filters } from "../src/storage/filters/related.ts";
import type { Reader } from "../src/storage/store.ts";
import { at, idOf, inState, store, timeAt } from "./stored-runs.ts";
import { testServer, type TestServer } from "./support.ts";

const RUNS = 2500;
let server: TestServer;

beforeAll(async () => {
  server = await testServer("sqlite", { settings: { server_services_enabled: false } });
  const flow_id = idOf("flow", 1);
  const times = (index: number) => ({ expected_start_time: at(index), start_time: at(index), end_time: at(index + 1) });
  await store(server, {
    flows: [{ id: flow_id, name: "f" }],
    flowRuns: Array.from({ length: RUNS }, (_, index) => ({
      id: idOf("flow run", index),
      name: `run ${index}`,
      flow_id,
      ...inState(index % 10 === 0 ? "FAILED" : "COMPLETED"),
      ...times(index),
    })),
    taskRuns: Array.from({ length: RUNS }, (_, index) => ({
      id: idOf("task run", index),
      name: `task ${index}`,
      flow_run_id: idOf("flow run", index % 5),
      ...inState("COMPLETED"),
      ...times(index),
    })),
  });
});
afterAll(() => server[Symbol.asyncDispose]());

/** How the ids of the page are found: the index of the inner query, and whether what it finds is sorted as a whole. */
async function planOf(page: (db: Reader) => Promise<unknown>): Promise<{ index: string; sorted: boolean }> {
  return server.app.context.store.read(async (db) => {
    let last: Compilable | undefined;
    const spy: Reader = {
      dialect: db.dialect,
      first: (query, args) => db.first(query, args),
      all: (query, args) => db.all(query, args),
      rows: (build) =>
        db.rows((builder) => {
          const query = build(builder);
          last = query;
          return query;
        }),
    };
    await page(spy);
    const { sql: text, parameters } = last!.compile();
    const rows = await db.rows<{ detail: string }>((builder) => ({
      compile: () => ({ ...sql`select 1`.compile(builder), sql: `explain query plan ${text}`, parameters }) as never,
    }));
    const steps = rows.map(({ detail }) => detail);
    const inner = steps.slice(steps.findIndex((step) => step.startsWith("LIST SUBQUERY")) + 1);
    return {
      index: /INDEX (\S+)/.exec(inner[0]!)![1]!,
      sorted: inner[1]!.includes("B-TREE FOR ORDER BY"),
    };
  });
}

const COMPLETED = { state: { type: { any_: ["COMPLETED" as const] } } };
const FAILED = { state: { type: { any_: ["FAILED" as const] } } };

test.each<[string, Filters, FlowRunSort, string, boolean]>([
  ["everything, newest first", {}, "ID_DESC", "sqlite_autoindex_flow_run_1", false],
  ["a common state, newest first", { flow_runs: COMPLETED }, "ID_DESC", "sqlite_autoindex_flow_run_1", false],
  ["a common state, by start", { flow_runs: COMPLETED }, "START_TIME_DESC", "flow_run_start", false],
  [
    "a common state, by expected start",
    { flow_runs: COMPLETED },
    "EXPECTED_START_TIME_ASC",
    "flow_run_expected",
    false,
  ],
  ["a common state, by name", { flow_runs: COMPLETED }, "NAME_ASC", "flow_run_name", false],
  ["a common state, by end", { flow_runs: COMPLETED }, "END_TIME_DESC", "flow_run_ended", false],
  ["a rare state", { flow_runs: FAILED }, "ID_DESC", "flow_run_state_start", true],
  [
    "a common state since a while, by start",
    { flow_runs: { ...COMPLETED, start_time: { after_: timeAt(100) } } },
    "START_TIME_DESC",
    "flow_run_start",
    false,
  ],
  [
    "a common state in a short time, newest first",
    { flow_runs: { ...COMPLETED, expected_start_time: { after_: timeAt(100), before_: timeAt(150) } } },
    "ID_DESC",
    "flow_run_state_expected",
    true,
  ],
  [
    "named rows",
    { flow_runs: { id: { any_: [idOf("flow run", 7), idOf("flow run", 8)] } } },
    "NAME_ASC",
    "sqlite_autoindex_flow_run_1",
    true,
  ],
  ["a name that none has", { flow_runs: { name: { like_: "nobody" } } }, "START_TIME_DESC", "flow_run_start", false],
])("flow runs: %s", async (_name, filters, sort, index, sorted) => {
  const plan = await planOf((db) => pageOfFlowRuns(db, filters, sort, { limit: 50, offset: 0 }));
  expect(plan).toEqual({ index, sorted });
});

test("task runs of a flow run are found by it, however many", async () => {
  const filters = { flow_runs: { id: { any_: [idOf("flow run", 1)] } } };
  const plan = await planOf((db) => pageOfTaskRuns(db, filters, "EXPECTED_START_TIME_DESC", { limit: 50, offset: 0 }));
  expect(plan).toEqual({ index: "task_run_key", sorted: true });
});
