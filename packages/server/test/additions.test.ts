/** The key `weir`: for clients that say they understand it, and for no others. */
import type { Flow } from "@weir/contract";
import { DIALECTS } from "@weir/testkit";
import { describe, expect, test } from "vitest";
import { createHttpServer } from "../src/http/http-server.ts";
import { pino } from "pino";
import { testServer } from "./support.ts";

const OURS = { "x-weir-client": "0.1.0" };
const SCHEMA = { type: "object", properties: { n: { type: "integer" } } };

describe.each(DIALECTS)("additions on %s", (dialect) => {
  test("the parameter schema of a flow comes with its runs, and is shown to our clients only", async () => {
    await using server = await testServer(dialect);
    const http = await createHttpServer(server.app.api, {
      requestsLimit: 100,
      bodyLimit: 1_000_000,
      log: pino({ level: "silent" }),
      meters: server.app.context.meters,
      plugins: [],
    });
    const flow = await server.must<Flow>("POST", "/flows/", { name: "described" });
    const body = { flow_id: flow.id, weir: { parameter_schema: SCHEMA } };

    expect((await server.call("POST", "/flow_runs/", body)).status, "unknown to the protocol").toBe(422);
    expect((await server.call("POST", "/flow_runs/", body, OURS)).status).toBe(201);
    expect((await server.call("POST", "/flow_runs/", { ...body, weir: { nope: 1 } }, OURS)).status).toBe(422);

    const read = async (headers: Record<string, string>) =>
      (await http.inject({ method: "GET", url: `/api/flows/${flow.id}`, headers })).json<Record<string, unknown>>();
    expect(await read(OURS)).toMatchObject({ id: flow.id, weir: { parameter_schema: SCHEMA } });
    expect(Object.keys(await read({}))).not.toContain("weir");
    await http.close();
  });

  test("a run without it leaves the stored schema as it is", async () => {
    await using server = await testServer(dialect);
    const flow = await server.must<Flow>("POST", "/flows/", { name: "described" });
    await server.call("POST", "/flow_runs/", { flow_id: flow.id, weir: { parameter_schema: SCHEMA } }, OURS);
    await server.must("POST", "/flow_runs/", { flow_id: flow.id });
    const row = await server.app.context.store.read((db) =>
      db.rows((builder) => builder.selectFrom("flow").select("parameter_schema")),
    );
    expect(JSON.parse(row[0]!.parameter_schema!)).toEqual(SCHEMA);
  });
});
