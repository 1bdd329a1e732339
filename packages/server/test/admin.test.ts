/** What the server tells of itself, and how an ephemeral one is emptied. */
import { randomUUID } from "node:crypto";
import { DIALECTS } from "@weir/testkit";
import { describe, expect, test } from "vitest";
import { resetServer } from "../src/operations/reset.ts";
import { listen } from "./socket-client.ts";
import { testServer } from "./support.ts";

test("the settings document has the server's own values, and no secret", async () => {
  await using server = await testServer("sqlite", {
    settings: { server_auth_string: "admin:hidden", server_port: 4321, server_late_after: 30 },
  });
  const { app } = server;
  const answer = await app.api.call({
    method: "GET",
    path: "/admin/settings",
    query: {},
    headers: { authorization: `Basic ${Buffer.from("admin:hidden").toString("base64")}` },
    body: undefined,
    baseUrl: "",
  });
  expect(answer.body).toMatchObject({
    ui_url: null,
    server: {
      api: { auth_string: "**********", port: 4321, host: "127.0.0.1", csrf_token_expiration: "PT1H" },
      database: { connection_url: "**********", timeout: 10 },
      services: { late_runs: { after_seconds: "PT30S" } },
      events: { retention_period: "P7D" },
    },
  });
  expect(JSON.stringify(answer.body)).not.toContain("hidden");
});

test("every catalogue of the protocol answers, and an unknown one is not found", async () => {
  await using server = await testServer("sqlite");
  const workers = await server.must<Record<string, object>>("GET", "/collections/views/aggregate-worker-metadata");
  expect(Object.values(workers).flatMap((types) => Object.keys(types))).toEqual(["process", "docker", "kubernetes"]);
  for (const view of ["aggregate-block-metadata", "aggregate-flow-metadata", "demo-flows"])
    expect(await server.must("GET", `/collections/views/${view}`)).toEqual({});
  expect(await server.call("GET", "/collections/views/toString")).toEqual({
    status: 404,
    body: { detail: "View toString not found in registry" },
  });
});

describe("documents beside the API", () => {
  const read = async (url: string, init?: RequestInit) => {
    const answer = await fetch(url, init);
    return { status: answer.status, type: answer.headers.get("content-type"), text: await answer.text() };
  };

  test("the description names every endpoint, and the page reads it", async () => {
    await using server = await testServer("sqlite");
    await using http = await listen(server);
    const url = http.url.replace("ws", "http");
    const { text } = await read(`${url}/openapi.json`);
    const { paths } = JSON.parse(text) as { paths: Record<string, object> };
    for (const { route } of server.app.api.endpoints)
      expect(paths[`/api${route.path.replace(/:(\w+)/g, "{$1}")}`]).toHaveProperty(route.method.toLowerCase());
    expect(await read(`${url}/docs`)).toMatchObject({ status: 200, type: "text/html; charset=utf-8" });
    expect(JSON.parse((await read(url.replace("/api", "/ui-settings"))).text)).toMatchObject({
      auth: null,
      csrf_enabled: false,
    });
  });

  test("a server with a secret shows them to those who know it", async () => {
    await using server = await testServer("sqlite", { settings: { server_auth_string: "a:b" } });
    await using http = await listen(server, { ephemeral: true });
    const url = http.url.replace("ws", "http");
    const headers = { authorization: `Basic ${Buffer.from("a:b").toString("base64")}` };
    expect((await read(`${url}/openapi.json`)).status).toBe(401);
    expect((await read(`${url}/weir/reset`, { method: "POST" })).status).toBe(401);
    expect((await read(`${url}/openapi.json`, { headers })).status).toBe(200);
  });

  test("only an ephemeral server can be emptied by whoever asks", async () => {
    await using server = await testServer("sqlite");
    await using lasting = await listen(server);
    await using ephemeral = await listen(server, { ephemeral: true });
    await server.must("POST", "/flows/", { name: "gone" });
    const reset = (url: string) => read(`${url.replace("ws", "http")}/weir/reset`, { method: "POST" });
    expect((await reset(lasting.url)).status).toBe(404);
    expect((await server.call("GET", "/flows/name/gone")).status).toBe(200);
    expect((await reset(ephemeral.url)).status).toBe(204);
    expect((await server.call("GET", "/flows/name/gone")).status).toBe(404);
  });
});

describe.each(DIALECTS)("the database on %s", (dialect) => {
  test("can be emptied although its tables refer to each other", async () => {
    await using server = await testServer(dialect);
    const fill = async (): Promise<void> => {
      const flow = await server.must("POST", "/flows/", { name: "f" });
      const run = await server.must("POST", "/flow_runs/", { flow_id: flow.id, state: { type: "PENDING" } });
      const task = { flow_run_id: run.id, task_key: "t", dynamic_key: "0" };
      const { id } = await server.must("POST", "/task_runs/", task);
      await server.must("POST", "/flow_runs/", { flow_id: flow.id, parent_task_run_id: id });
    };
    await fill();
    await resetServer(server.app.context);
    expect((await server.must<{ total: number }>("POST", "/events/filter", {})).total).toBe(0);
    await fill();
    expect((await server.must<{ total: number }>("POST", "/events/filter", {})).total).toBeGreaterThan(0);
  });

  test("keeps the default result storage only while its block is there", async () => {
    await using server = await testServer(dialect);
    const id = randomUUID();
    expect(await server.call("PUT", "/admin/storage", { default_result_storage_block_id: id })).toEqual({
      status: 404,
      body: { detail: `Block document ${id} not found.` },
    });
    const read = () => server.must<object>("GET", "/admin/storage");
    expect(await read()).toEqual({ default_result_storage_block_id: null });
    const block = async (capabilities: string[]) => {
      const slug = `type-${capabilities.length}`;
      const { id: block_type_id } = await server.must("POST", "/block_types/", { name: slug, slug });
      const fields = { title: slug, type: "object", properties: {} };
      const schema = await server.must("POST", "/block_schemas/", { block_type_id, fields, capabilities });
      const body = { name: "one", data: {}, block_type_id, block_schema_id: schema.id };
      return (await server.must("POST", "/block_documents/", body)).id;
    };
    const reader = await block(["read-path"]);
    expect((await server.call("PUT", "/admin/storage", { default_result_storage_block_id: reader })).status).toBe(422);
    const store = await block(["read-path", "write-path"]);
    const set = { default_result_storage_block_id: store };
    expect(await server.must("PUT", "/admin/storage", set)).toEqual(set);
    expect(await read()).toEqual(set);
    await server.must("DELETE", `/block_documents/${store}`);
    expect(await read()).toEqual({ default_result_storage_block_id: null });
    await server.must("DELETE", "/admin/storage");
  });
});
