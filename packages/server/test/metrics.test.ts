/** What the server tells of itself: metrics and status. */
import { readFile } from "node:fs/promises";
import type { ServerStatus } from "@weir/contract";
import { DIALECTS } from "@weir/testkit";
import { describe, expect, test } from "vitest";
import { Client, listen } from "./socket-client.ts";
import { testServer } from "./support.ts";

const SECRET = "admin:hidden-password";
const AUTHORIZED = { authorization: `Basic ${Buffer.from(SECRET).toString("base64")}` };

/** Samples by name and labels. */
async function scrape(url: string, headers: Record<string, string> = {}): Promise<Record<string, number>> {
  const answer = await fetch(url.replace("ws", "http").replace("/api", "/metrics"), { headers });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  const lines = (await answer.text()).split("\n").filter((line) => line && !line.startsWith("#"));
  return Object.fromEntries(lines.map((line) => [line.replace(/ \S+$/, ""), Number(/\S+$/.exec(line)![0])]));
}

const post = (url: string, path: string, body: unknown) =>
  fetch(url.replace("ws", "http") + path, { method: "POST", body: JSON.stringify(body) });

describe.each(DIALECTS)("metrics on %s", (dialect) => {
  test("requests, states, events, logs and sockets are counted, and the database is measured", async () => {
    await using server = await testServer(dialect);
    await using http = await listen(server);
    const { url } = http;
    const flow = (await (await post(url, "/flows/", { name: "counted" })).json()) as { id: string };
    const run = (await (await post(url, "/flow_runs/", { flow_id: flow.id, state: { type: "PENDING" } })).json()) as {
      id: string;
    };
    await post(url, `/flow_runs/${run.id}/set_state`, { state: { type: "RUNNING" } });
    await post(url, "/flows/", { nope: 1 });
    await post(url, "/no/such/route", {});
    await using listener = await Client.enter(`${url}/logs/out`);
    listener.send({ type: "filter", filter: {} });
    await expect.poll(() => server.app.bus.logs.heard).toBe(true);
    const line = { name: "n", level: 20, message: "m", timestamp: "2026-01-01T00:00:00Z" };
    await post(url, "/logs/", [line, line]);
    await listener.next();
    await listener.next();
    const found = await scrape(url);
    expect(found).toMatchObject({
      'weir_http_requests_total{method="POST",route="/api/flows/",status="201"}': 1,
      'weir_http_requests_total{method="POST",route="/api/flows/",status="422"}': 1,
      'weir_http_requests_total{method="POST",route="/api/flow_runs/{id}/set_state",status="201"}': 1,
      'weir_http_requests_total{method="other",route="none",status="404"}': 1,
      'weir_http_request_duration_seconds_count{method="POST",route="/api/flows/"}': 2,
      'weir_state_changes_total{kind="flow_run",state="PENDING"}': 1,
      'weir_state_changes_total{kind="flow_run",state="RUNNING"}': 1,
      'weir_state_changes_total{kind="task_run",state="RUNNING"}': 0,
      'weir_sockets_open{kind="logs_out"}': 1,
      weir_logs_stored_total: 2,
      weir_logs_sent_total: 2,
    });
    expect(found['weir_database_bytes{kind="used"}']).toBeGreaterThan(100_000);
    expect(found["weir_events_stored_total"]).toBeGreaterThanOrEqual(2);
    expect(found["process_resident_memory_bytes"]).toBeGreaterThan(1e7);
    await listener[Symbol.asyncDispose]();
    await expect.poll(async () => (await scrape(url))['weir_sockets_open{kind="logs_out"}']).toBe(0);
  });

  test("the status tells of the database, of each loop and of how much there is", async () => {
    await using server = await testServer(dialect);
    await server.must("POST", "/flows/", { name: "one" });
    await server.app.services.find(({ name }) => name === "scheduler")!.runOnce(1);
    const status = await server.must<ServerStatus>("GET", "/weir/status");
    expect(status).toMatchObject({
      reference: "3.8.8",
      pid: process.pid,
      database: { kind: dialect },
      counts: { flows: { count: 1, more: false }, logs: { count: 0, more: false } },
      queues: { writes: 0, slots: 0 },
    });
    expect(status.database.schema).toBeGreaterThan(0);
    expect(status.database.used).toBeLessThanOrEqual(status.database.size);
    expect(status.database.disk === null).toBe(dialect === "postgres");
    expect(status.services.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["scheduler", "late-runs", "lost-runs", "automations", "retention"]),
    );
    for (const service of status.services) expect(service).toMatchObject({ running: false, runs: 0, last_run: null });
  });
});

test("metrics ask for the server's password, hold no secret, and can be switched off", async () => {
  await using server = await testServer("sqlite", { settings: { server_auth_string: SECRET } });
  await using http = await listen(server);
  const url = http.url.replace("ws", "http").replace("/api", "/metrics");
  expect((await fetch(url)).status).toBe(401);
  const answer = await fetch(url, { headers: AUTHORIZED });
  expect(answer.status).toBe(200);
  expect(await answer.text()).not.toContain("hidden");
  await using silent = await testServer("sqlite", { settings: { server_metrics_enabled: false } });
  await using other = await listen(silent);
  expect(
    (await fetch(other.url.replace("ws", "http").replace("/api", "/metrics"))).headers.get("content-type"),
  ).not.toMatch(/^text\/plain/);
});

test("every metric is described, and nothing is that is not there", async () => {
  await using server = await testServer("sqlite");
  const page = await readFile(new URL("../../../docs/reference/metrics.md", import.meta.url), "utf8");
  const described = [...page.matchAll(/^\| `(\w+)` +\| (\w+)/gm)].map(([, name, type]) => `${name} ${type}`);
  const declared = server.app.context.meters.registry.declared.map(({ name, type }) => `${name} ${type}`);
  expect(described.sort()).toEqual([...declared].sort());
});

test("settings of the page have the reference's shape, and are read only", async () => {
  await using server = await testServer("sqlite", {
    settings: { server_auth_string: SECRET, server_csrf_enabled: true, server_ui_enabled: true },
  });
  await using http = await listen(server);
  const url = http.url.replace("ws", "http").replace("/api", "/ui-settings");
  // Prefect 3.8.8 answers the same keys without a password; it has two dashboards, below "/" and "/v2".
  expect(await (await fetch(url)).json()).toEqual({
    api_url: "/api",
    csrf_enabled: true,
    auth: "BASIC",
    flags: [],
    default_ui: "v2",
    available_uis: ["v2"],
    v1_base_url: null,
    v2_base_url: "/",
  });
  expect((await fetch(url, { method: "POST" })).status).toBe(405);
});
