/** Log lines through the API, on both databases. */
import { randomUUID } from "node:crypto";
import { formatTime, parseTime, type Log, type LogCreate, type LogFilter } from "@weir/contract";
import { DIALECTS } from "@weir/testkit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { logMatcher } from "../src/events/log-filter.ts";
import { testServer, type TestServer } from "./support.ts";

const START = parseTime("2026-05-04T10:00:00Z");
const at = (seconds: number): string => formatTime(START + seconds * 1e6);
const line = (message: string, more: Partial<LogCreate> = {}): LogCreate => ({
  name: "prefect.flow_runs",
  level: 20,
  message,
  timestamp: at(0),
  ...more,
});
const list = (server: TestServer, logs: LogFilter = {}, more: object = {}): Promise<Log[]> =>
  server.must("POST", "/logs/filter", { logs, ...more });

const RUNS = [randomUUID(), randomUUID()] as const;
const run = fc.constantFrom(...RUNS);
const lines = fc.array(
  fc.record({
    name: fc.constantFrom("prefect.flow_runs", "mine"),
    level: fc.constantFrom(10, 20, 40),
    message: fc.constantFrom("all is well", "Disk FULL", "a 100% b_c", ""),
    timestamp: fc.integer({ min: 0, max: 4 }).map(at),
    flow_run_id: fc.option(run),
    task_run_id: fc.option(run),
  }),
  { minLength: 1, maxLength: 12 },
);
const optional = <T>(of: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(of, { requiredKeys: [] }) as fc.Arbitrary<T>;
const time = fc.integer({ min: 0, max: 4 }).map(at);
const filter = optional<LogFilter>({
  operator: fc.constantFrom("and_", "or_"),
  level: optional({ ge_: fc.constantFrom(10, 20, 30), le_: fc.constantFrom(10, 20, 30) }),
  timestamp: optional({ after_: time, before_: time }),
  flow_run_id: optional({ any_: fc.array(run, { maxLength: 2 }) }),
  task_run_id: optional({ any_: fc.array(run, { maxLength: 2 }), is_null_: fc.boolean() }),
  text: fc.record({ query: fc.constantFrom("", "disk", "-well", "+full prefect", '"100% b"', "_", "mine") }),
});

describe.each(DIALECTS)("logs on %s", (dialect) => {
  test("a filter means the same in the database and on a live socket", async () => {
    await using server = await testServer(dialect);
    await fc.assert(
      fc.asyncProperty(lines, fc.array(filter, { minLength: 1, maxLength: 8 }), async (given, filters) => {
        await server.app.context.store.write((tx) => tx.change((db) => db.deleteFrom("log")));
        await server.must("POST", "/logs/", given);
        const all = await list(server);
        expect(all.length).toBe(given.length);
        for (const wanted of filters) {
          const found = await list(server, wanted);
          expect(found.map(({ id }) => id)).toEqual(all.filter(logMatcher(wanted)).map(({ id }) => id));
        }
      }),
      { numRuns: 30 },
    );
  });

  test("lines come back whole, in order of time, and where that is the same, as they were sent", async () => {
    await using server = await testServer(dialect);
    const long = "é".repeat(1_200_000);
    expect(
      await server.call("POST", "/logs/", [
        line("second", { timestamp: at(1) }),
        line("third", { timestamp: at(1) }),
        line(long, { timestamp: at(2), level: 50, flow_run_id: RUNS[0].toUpperCase() }),
        line("first\0 of all \ud800", { timestamp: "2026-05-04T11:00:00+01:00" }),
      ]),
    ).toEqual({ status: 201, body: null });
    const found = await list(server);
    expect(found.map(({ message }) => message)).toEqual(["first of all \ufffd", "second", "third", long]);
    expect(found[3]).toEqual({
      id: expect.any(String) as string,
      created: expect.any(String) as string,
      updated: expect.any(String) as string,
      name: "prefect.flow_runs",
      level: 50,
      message: long,
      timestamp: at(2),
      flow_run_id: RUNS[0],
      task_run_id: null,
    });
    const newest = await list(server, {}, { sort: "TIMESTAMP_DESC", limit: 2, offset: 1 });
    expect(newest.map(({ message }) => message)).toEqual(["third", "second"]);
  });

  test("a request may bring thousands of lines, or none", async () => {
    await using server = await testServer(dialect);
    await server.must(
      "POST",
      "/logs/",
      Array.from({ length: 5000 }, (_, index) => line(`line ${index}`)),
    );
    await server.must("POST", "/logs/", []);
    expect((await list(server, {}, { offset: 4999 })).map(({ message }) => message)).toEqual(["line 4999"]);
    expect((await server.call("POST", "/logs/filter", { limit: 201 })).status).toBe(422);
  });

  test("all lines of a flow run can be had as a file", async () => {
    await using server = await testServer(dialect);
    const flow = await server.must("POST", "/flows/", { name: "logged" });
    const { id } = await server.must("POST", "/flow_runs/", { flow_id: flow.id, name: "a (run) über" });
    const task = randomUUID();
    await server.must("POST", "/logs/", [
      line('says "hi", and\nleaves', { flow_run_id: id, task_run_id: task, timestamp: at(1.5) }),
      line("begins", { flow_run_id: id }),
      line("of another run", { flow_run_id: randomUUID() }),
      ...Array.from({ length: 1200 }, (_, index) => line(`${index}`, { flow_run_id: id, timestamp: at(2) })),
    ]);
    const answer = await server.app.api.call({
      method: "GET",
      path: `/flow_runs/${id}/logs/download`,
      query: {},
      headers: {},
      body: undefined,
      baseUrl: "",
    });
    expect(answer.headers).toEqual({
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="flow-run-logs.csv"; filename*=UTF-8''a%20%28run%29%20%C3%BCber-logs.csv`,
    });
    const csv = (await Array.fromAsync(answer.text as AsyncIterable<string>)).join("");
    const [head, first, second, rest, ...others] = csv.split("\r\n");
    expect([head, first, second, rest]).toEqual([
      "timestamp,level,flow_run_id,task_run_id,message",
      `2026-05-04 10:00:00+00:00,20,${id},,begins`,
      `2026-05-04 10:00:01.500000+00:00,20,${id},${task},"says ""hi"", and\nleaves"`,
      `2026-05-04 10:00:02+00:00,20,${id},,0`,
    ]);
    expect(others.length).toBe(1200);
    expect((await server.call("GET", `/flow_runs/${randomUUID()}/logs/download`)).status).toBe(404);
  });
});
