/** Looking for log lines across runs, on both databases. */
import { randomUUID } from "node:crypto";
import { formatTime, parseTime, type FoundLog, type Log, type LogPage, type LogQuery } from "@weir/contract";
import { DIALECTS, type Dialect } from "@weir/testkit";
import { sql, type Compilable } from "kysely";
import { describe, expect, test } from "vitest";
import { uuid7 } from "../src/platform/ids.ts";
import { lanesOf } from "../src/storage/queries/log-lanes.ts";
import { LOOKED_AT, readLogPage } from "../src/storage/queries/log-pages.ts";
import type { Reader } from "../src/storage/store.ts";
import { idOf, store } from "./stored-runs.ts";
import { testServer, type TestServer } from "./support.ts";

const START = parseTime("2026-05-04T10:00:00Z");
const at = (seconds: number): string => formatTime(START + seconds * 1e6);
const FLOWS = [idOf("flow", 1), idOf("flow", 2)] as const;
const RUNS = [1, 2, 3].map((number) => idOf("flow run", number)) as [string, string, string];
const TASK = randomUUID();
const OURS = { "x-weir-client": "0" };

/** Two flows, three runs, and lines that tell each other apart; two of them at the same instant. */
async function filled(dialect: Dialect): Promise<TestServer> {
  const server = await testServer(dialect);
  await store(server, {
    flows: FLOWS.map((id, index) => ({ id, name: `flow ${index}` })),
    flowRuns: RUNS.map((id, index) => ({ id, name: `run ${index}`, flow_id: FLOWS[index === 2 ? 1 : 0] })),
  });
  const line = (message: string, seconds: number, run: number, level: number, more: object = {}) => ({
    name: "prefect.flow_runs",
    level,
    message,
    timestamp: at(seconds),
    flow_run_id: RUNS[run],
    ...more,
  });
  const lines = [
    line("a", 0, 0, 20, { weir: { fields: { rows: 12, file: "x y.csv" } } }),
    line("b", 1, 1, 30),
    line("c disk full", 1, 2, 40, { weir: { fields: { rows: "12" } } }),
    line("d", 2, 0, 10, { task_run_id: TASK }),
    line("e disk", 3, 2, 50, { weir: { fields: { rows: 13, ok: true, nothing: null, deep: { a: [1] } } } }),
  ];
  const answer = await server.call("POST", "/logs/", lines, OURS);
  expect(answer.status).toBe(201);
  return server;
}

async function found(server: TestServer, query: LogQuery): Promise<string[]> {
  const letters: string[] = [];
  let cursor: string | null | undefined;
  do {
    const page: LogPage = await server.must("POST", "/weir/logs/query", { ...query, ...(cursor && { cursor }) });
    letters.push(...page.logs.map(({ message }) => message.slice(0, 1)));
    cursor = page.next;
  } while (cursor);
  return letters;
}

describe.each(DIALECTS)("log queries on %s", (dialect) => {
  test("each condition finds its lines, in either order, however small the pages are", async () => {
    await using server = await filled(dialect);
    const queries: [LogQuery, string][] = [
      [{}, "edcba"],
      [{ flow_id: FLOWS[0] }, "dba"],
      [{ flow_id: FLOWS[1].toUpperCase(), level: 50 }, "e"],
      [{ flow_id: randomUUID() }, ""],
      [{ flow_run_ids: [RUNS[0], RUNS[2]] }, "edca"],
      [{ flow_run_ids: [RUNS[0]], flow_id: FLOWS[1] }, ""],
      [{ task_run_ids: [TASK] }, "d"],
      [{ task_run_ids: [TASK], flow_run_ids: [RUNS[1]] }, ""],
      [{ level: 20 }, "ecba"],
      [{ level: 30 }, "ecb"],
      [{ level: 35 }, "ec"],
      [{ level: 40 }, "ec"],
      [{ level: 45 }, "e"],
      [{ since: at(1), until: at(2) }, "dcb"],
      [{ text: "disk" }, "ec"],
      [{ text: "disk -full" }, "e"],
      [{ text: "rows=13" }, "e"],
      [{ fields: { rows: 12 } }, "ca"],
      [{ fields: { rows: "12", file: "x y.csv" } }, "a"],
      [{ fields: { ok: true } }, "e"],
      [{ fields: { nothing: null, rows: 13 } }, "e"],
      [{ fields: { rows: 12 }, flow_id: FLOWS[1], level: 40, text: "full" }, "c"],
      [{ fields: { rows: 12 }, since: at(1) }, "c"],
    ];
    for (const [query, letters] of queries) {
      const newest = [...letters];
      // Lines of the same instant are in the order in which they were sent.
      expect(await found(server, query), JSON.stringify(query)).toEqual(newest);
      expect(await found(server, { ...query, limit: 1 }), JSON.stringify(query)).toEqual(newest);
      expect(await found(server, { ...query, order: "oldest" })).toEqual(newest.toReversed());
      expect(await found(server, { ...query, order: "oldest", limit: 2 })).toEqual(newest.toReversed());
    }
  });

  test("fields stand in the message for everybody, and beside it for who asks", async () => {
    await using server = await filled(dialect);
    const page: LogPage = await server.must("POST", "/weir/logs/query", { fields: { ok: true } });
    expect(page.logs).toEqual([
      expect.objectContaining<Partial<FoundLog>>({
        message: 'e disk rows=13 ok=true nothing=null deep={"a":[1]}',
        fields: { rows: 13, ok: true, nothing: null, deep: { a: [1] } },
        flow_run_name: "run 2",
      }),
    ]);
    const [plain] = await server.must<Log[]>("POST", "/logs/filter", { logs: { level: { ge_: 50 } } });
    expect(plain).not.toHaveProperty("fields");
    expect(plain!.message).toBe(page.logs[0]!.message);
    const line = { name: "n", level: 20, message: "m", timestamp: at(0), weir: { fields: {} } };
    expect((await server.call("POST", "/logs/", [line])).status, "who is no client of ours").toBe(422);
  });

  test("what no database keeps is left out of fields, which are never refused", async () => {
    await using server = await testServer(dialect);
    const fields = { "a\0": "x\0\ud800y", back: "\\u0000", long: "é".repeat(5000), ["n".repeat(5000)]: 1 };
    const line = { name: "n", level: 20, message: "m", timestamp: at(0), weir: { fields } };
    expect((await server.call("POST", "/logs/", [line], OURS)).status).toBe(201);
    const one: LogPage = await server.must("POST", "/weir/logs/query", { fields: { a: "x\ufffdy", back: "\\u0000" } });
    expect(one.logs[0]!.fields).toMatchObject({ a: "x\ufffdy", back: "\\u0000", long: fields.long });
    expect(await found(server, { fields: { long: "é".repeat(256) } })).toEqual(["m"]);
  });

  test("a deleted line is not found by its fields", async () => {
    await using server = await filled(dialect);
    await server.app.context.store.write((tx) => tx.change((db) => db.deleteFrom("log").where("level", "=", 50)));
    const left = await server.app.context.store.read((db) => db.rows((b) => b.selectFrom("log_field").selectAll()));
    expect(left.map(({ name }) => name).sort()).toEqual(["file", "rows", "rows"]);
  });

  test("what makes no sense is refused", async () => {
    await using server = await testServer(dialect);
    for (const query of [
      { cursor: "nonsense" },
      { cursor: "1.2.3" },
      { limit: 0 },
      { flow_run_ids: [] },
      { since: "yesterday" },
      { unknown: 1 },
    ])
      expect((await server.call("POST", "/weir/logs/query", query)).status, JSON.stringify(query)).toBe(422);
  });

  test("a search for what is rare looks at a bounded number of lines, says so, and goes on to the end", async () => {
    await using server = await testServer(dialect);
    const lines = LOOKED_AT + 1000;
    const rows = Array.from({ length: lines }, (_, index) => ({
      id: uuid7(),
      created: 1,
      updated: 1,
      name: "n",
      level: 20,
      message: index === 5 ? "needle" : "hay",
      timestamp: START + index,
      flow_run_id: null,
      task_run_id: null,
      fields: null,
    }));
    await server.app.context.store.write(async (tx) => {
      for (let i = 0; i < rows.length; i += 1000)
        await tx.change((db) => db.insertInto("log").values(rows.slice(i, i + 1000)));
    });
    const first: LogPage = await server.must("POST", "/weir/logs/query", { text: "needle" });
    expect(first.logs).toEqual([]);
    const second: LogPage = await server.must("POST", "/weir/logs/query", { text: "needle", cursor: first.next! });
    expect(second).toMatchObject({ logs: [{ message: "needle" }], next: null });
  });
});

/** The steps by which SQLite reads the last query of a search. */
async function planOf(server: TestServer, wanted: Partial<Parameters<typeof lanesOf>[1]>): Promise<string> {
  return server.app.context.store.read(async (db) => {
    let last: Compilable | undefined;
    const spy: Reader = {
      dialect: db.dialect,
      first: (query, args) => db.first(query, args),
      all: (query, args) => db.all(query, args),
      rows: (build) =>
        db.rows((builder) => {
          last = build(builder);
          return last as never;
        }),
    };
    const none = { flowId: undefined, flowRunIds: undefined, taskRunIds: undefined, level: undefined, text: undefined };
    const conditions = { ...none, fields: [], since: undefined, until: undefined, ...wanted };
    const { lanes, rest } = await lanesOf(spy, conditions);
    const after = { timestamp: 1, id: RUNS[0] };
    await readLogPage(spy, { lanes, rest, since: 0, until: 9, newestFirst: true, after, limit: 10 });
    const { sql: text, parameters } = last!.compile();
    const steps = await db.rows<{ detail: string }>((builder) => ({
      compile: () => ({ ...sql`select 1`.compile(builder), sql: `explain query plan ${text}`, parameters }) as never,
    }));
    return steps.map(({ detail }) => detail).join("\n");
  });
}

test.each([
  ["nothing", {}, /SEARCH log USING INDEX log_timestamp \(timestamp>\? AND timestamp<\?\)/],
  [
    "a flow run",
    { flowRunIds: [RUNS[0]] },
    /USING INDEX log_flow_run \(flow_run_id=\? AND timestamp>\? AND timestamp<\?\)/,
  ],
  [
    "a task run",
    { taskRunIds: [TASK] },
    /USING INDEX log_task_run \(task_run_id=\? AND timestamp>\? AND timestamp<\?\)/,
  ],
  ["errors", { level: 40 }, /USING INDEX log_error \(timestamp>\? AND timestamp<\?\)/],
  ["warnings and a text", { level: 30, text: "disk" }, /USING INDEX log_warning \(timestamp>\? AND timestamp<\?\)/],
  [
    "a field",
    { fields: [{ name: "rows", value: "12" }] },
    /SEARCH log_field USING PRIMARY KEY \(name=\? AND value=\? AND timestamp>\? AND timestamp<\?\)/,
  ],
])("lines of %s are read by an index, in the order of time", async (_name, wanted, index) => {
  await using server = await testServer("sqlite");
  const plan = await planOf(server, wanted);
  expect(plan).toMatch(index);
  // Lines of the same instant are sorted by id; never more.
  expect(plan.replaceAll("LAST TERM OF ORDER BY", "")).not.toMatch(/(SCAN|B-TREE FOR ORDER BY.*\n.*SEARCH) log\b/);
});
