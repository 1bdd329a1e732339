/** Two server processes on one PostgreSQL: what happens through one is heard at the other. */
import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createDatabase, startTcpBalancer, startTcpProxy, startWeir, waitUntil, type WeirProcess } from "@weir/testkit";
import pg from "pg";
import { describe, expect, it } from "vitest";
import { openPostgresChannel } from "../src/storage/postgres/postgres-channel.ts";
import { Client } from "./socket-client.ts";

const sockets = ({ apiUrl }: WeirProcess): string => apiUrl.replace("http", "ws");

async function post<T = { id: string }>(apiUrl: string, path: string, body: unknown): Promise<T> {
  const answer = await fetch(`${apiUrl}${path}`, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { connection: "close" }, // the balancer sends each request to the next server
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (answer.status === 204 ? undefined : await answer.json().catch(() => undefined)) as T;
}

const event = (name: string) => ({
  id: randomUUID(),
  occurred: new Date().toISOString(),
  event: name,
  resource: { "prefect.resource.id": "test.thing" },
  related: [],
  payload: {},
});
/** A filter without an end: by default a stream tells only what occurred before it began. */
const called = (...name: string[]) => ({ event: { name }, occurred: { until: "2100-01-01T00:00:00Z" } });

const line = (message: string, flow_run_id: string) => ({
  name: "test",
  level: 20,
  message,
  timestamp: new Date().toISOString(),
  flow_run_id,
});

async function following(server: WeirProcess, path: string, filter: unknown): Promise<Client> {
  const client = await Client.enter(`${sockets(server)}${path}`);
  client.send({ type: "filter", filter, backfill: false });
  await client.ping();
  return client;
}

const names = async (client: Client, count: number): Promise<string[]> =>
  (await client.take<{ event: { event: string } }>(count)).map((frame) => frame.event.event);

describe("two servers on one PostgreSQL", () => {
  it("hear of each other's events, log lines and runs, each once, whichever takes a request", async () => {
    await using database = await createDatabase("postgres");
    await using first = await startWeir({ database: database.url });
    await using second = await startWeir({ database: database.url });
    await using balancer = await startTcpBalancer([first, second].map(({ url }) => Number(new URL(url).port)));
    const api = `http://127.0.0.1:${balancer.port}/api`;
    const flow = await post(api, "/flows/", { name: "shared" });
    const run = await post(api, "/flow_runs/", { flow_id: flow.id });

    const filter = called("first", "second", "third", "last");
    await using eventsAtFirst = await following(first, "/events/out", filter);
    await using eventsAtSecond = await following(second, "/events/out", filter);
    await using logsAtSecond = await following(second, "/logs/out", {});
    await using live = new Client(`${sockets(second)}/weir/live`, []);
    await once(live.socket, "open");
    live.send({ type: "sub", id: 1, topic: "runs" });
    expect(await live.next()).toMatchObject({ type: "snap" });

    for (const name of ["first", "second", "third", "last"]) await post(api, "/events", [event(name)]);
    expect((await names(eventsAtFirst, 4)).toSorted()).toEqual(["first", "last", "second", "third"]);
    expect((await names(eventsAtSecond, 4)).toSorted()).toEqual(["first", "last", "second", "third"]);

    await post(first.apiUrl, "/logs/", [line("one", run.id), line("two", run.id)]);
    expect(await logsAtSecond.take(2)).toMatchObject([{ log: { message: "one" } }, { log: { message: "two" } }]);

    await post(first.apiUrl, `/flow_runs/${run.id}/set_state`, { state: { type: "RUNNING" } });
    const shown = async (): Promise<unknown> => {
      for (;;) {
        const { ops = [] } = await live.next<{ ops?: { op: string; value?: { state_type: string } }[] }>();
        const row = ops.find(({ op, value }) => op === "flow_run" && value?.state_type === "RUNNING");
        if (row) return row;
      }
    };
    expect(await shown()).toMatchObject({ value: { id: run.id } });
    await Promise.all([eventsAtFirst.ping(), eventsAtSecond.ping(), logsAtSecond.ping()]);
    expect([eventsAtFirst.unread, eventsAtSecond.unread, logsAtSecond.unread]).toEqual([0, 0, 0]);
  });

  it("let nobody wait for a result that was made through the other", { timeout: 20_000 }, async () => {
    await using database = await createDatabase("postgres");
    await using first = await startWeir({ database: database.url });
    await using second = await startWeir({ database: database.url });
    const maker = randomUUID();
    const lookUp = ({ apiUrl }: WeirProcess, key: string, task_run_id: string, wait = 0) =>
      post<{ outcome: string; value: string | null }>(apiUrl, "/weir/cache/lookup", {
        namespace: "default",
        key,
        task_name: "load",
        task_run_id,
        lease_id: randomUUID(),
        wait,
      });
    for (const key of ["one", "two", "three"]) {
      expect(await lookUp(first, key, maker)).toMatchObject({ outcome: "miss" });
      expect(await lookUp(second, key, randomUUID())).toMatchObject({ outcome: "computing" });
      // Not to be told would take it the whole minute.
      const waiting = lookUp(second, key, randomUUID(), 60);
      expect(await lookUp(second, key, randomUUID())).toMatchObject({ outcome: "computing" });
      await post(first.apiUrl, "/weir/cache/entries", {
        namespace: "default",
        key,
        task_name: "load",
        task_run_id: maker,
        size: 2,
        digest: createHash("sha256").update("42").digest("hex"),
        value: "42",
        host: "ada",
        path: "/results/1",
      });
      expect(await waiting).toMatchObject({ outcome: "hit", value: "42" });
    }
  });

  it("read after a break what they did not hear of", async () => {
    await using database = await createDatabase("postgres");
    await using first = await startWeir({ database: database.url });
    const address = new URL(database.url);
    await using between = await startTcpProxy(Number(address.port));
    address.port = String(between.port);
    await using second = await startWeir({ database: address.href });
    await using events = await following(second, "/events/out", called("before", "meanwhile", "after"));
    await using logs = await following(second, "/logs/out", {});
    await post(first.apiUrl, "/events", [event("before")]);
    expect(await names(events, 1)).toEqual(["before"]);

    await between.cut();
    await post(first.apiUrl, "/events", [event("meanwhile")]);
    await post(first.apiUrl, "/logs/", [line("meanwhile", randomUUID())]);
    await between.restore();
    expect(await names(events, 1)).toEqual(["meanwhile"]);
    expect(await logs.next()).toMatchObject({ log: { message: "meanwhile" } });

    await post(first.apiUrl, "/events", [event("after")]);
    expect(await names(events, 1)).toEqual(["after"]);
    await Promise.all([events.ping(), logs.ping()]);
    expect([events.unread, logs.unread]).toEqual([0, 0]);
  });

  it("one leads a service; when it is killed, the other takes over", async () => {
    await using database = await createDatabase("postgres");
    const env = { WEIR_SERVER_LATE_RUNS_INTERVAL: "0.1", WEIR_SERVER_SCHEDULER_INTERVAL: "0.1" };
    await using first = await startWeir({ database: database.url, env });
    const db = new pg.Client(database.url);
    await db.connect();
    const locks = async (): Promise<number[]> =>
      (
        await db.query<{ pid: number }>(
          "SELECT DISTINCT l.pid FROM pg_locks l JOIN pg_database d ON d.oid = l.database AND d.datname = current_database() " +
            "WHERE locktype = 'advisory' AND granted AND objid = (hashtext('late-runs')::bigint & 4294967295)::oid",
        )
      ).rows.map(({ pid }) => pid);
    try {
      const [leader] = await waitUntil(async () => ((await locks()).length === 1 ? locks() : false));
      await using second = await startWeir({ database: database.url, env });
      const flow = await post(second.apiUrl, "/flows/", { name: "late" });
      first.process.kill("SIGKILL");
      await waitUntil(async () => (await locks()).some((pid) => pid !== leader), { what: "another leader" });
      const { id } = await post(second.apiUrl, "/flow_runs/", {
        flow_id: flow.id,
        state: { type: "SCHEDULED", state_details: { scheduled_time: "2020-01-01T00:00:00Z" } },
      });
      await waitUntil(
        async () => {
          const answer = await fetch(`${second.apiUrl}/flow_runs/${id}`);
          return ((await answer.json()) as { state: { name: string } }).state.name === "Late";
        },
        { what: "the run marked late by the new leader" },
      );
    } finally {
      await db.end();
    }
  });

  it("a lock is held by one, and free when its holder is gone", async () => {
    await using database = await createDatabase("postgres");
    const [one, other] = await Promise.all([openPostgresChannel(database.url), openPostgresChannel(database.url)]);
    expect([await one.hold("x"), await one.hold("x"), await other.hold("x"), await other.hold("y")]).toEqual([
      true,
      true,
      false,
      true,
    ]);
    await one.close();
    await waitUntil(() => other.hold("x"));
    await other.close();
  });
});
