/** Tasks in the background, and the workers' channel, over real connections, on both databases. */
import { randomUUID } from "node:crypto";
import type { TaskRun, TaskWorkerResponse, WorkPoolResponse } from "@weir/contract";
import { DIALECTS } from "@weir/testkit";
import { describe, expect, test } from "vitest";
import { Client, listen } from "./socket-client.ts";
import { testServer } from "./support.ts";

interface Frame {
  readonly type: string;
  readonly payload: {
    readonly work_pool?: WorkPoolResponse;
    readonly snapshot_sequence?: number;
    readonly rejected_capabilities?: string[];
    readonly resolved_work_queues?: { name: string }[];
    readonly initial_snapshot?: { work_pool: WorkPoolResponse };
  };
}

describe.each(DIALECTS)("sockets of work on %s", (dialect) => {
  async function setup() {
    const server = await testServer(dialect);
    const http = await listen(server);
    let made = 0;
    const defer = (task_key: string, more: object = {}) =>
      server.must<TaskRun>("POST", "/task_runs/", {
        task_key,
        dynamic_key: `${task_key}-${++made}`,
        name: `${task_key} ${made}`,
        state: { type: "SCHEDULED", state_details: { deferred: true } },
        ...more,
      });
    const subscribe = async (keys: unknown = ["t"], client_id: unknown = "c") => {
      const client = await Client.enter(`${http.url}/task_runs/subscriptions/scheduled`);
      client.send({ type: "subscribe", keys, client_id });
      return client;
    };
    const connect = async (pool = "p", more: object = {}) => {
      const client = await Client.enter(`${http.url}/work_pools/${pool}/workers/connect`);
      const consumer_id = randomUUID();
      const frame = (type: string, payload: object) =>
        client.send({ type, id: randomUUID(), sent_at: "2026-01-01T00:00:00Z", payload: { consumer_id, ...payload } });
      frame("worker.hello.v1", {
        worker_name: "w",
        worker_type: "process",
        heartbeat_interval_seconds: 30,
        supported_channel_versions: ["work_pool_worker_channel.v1"],
        requested_capabilities: ["worker_heartbeat.v1", "work_pool_snapshot.v1"],
        ...more,
      });
      return { client, frame, next: async () => (await client.next()) as Frame };
    };
    return {
      server,
      defer,
      subscribe,
      connect,
      async [Symbol.asyncDispose]() {
        await http[Symbol.asyncDispose]();
        await server[Symbol.asyncDispose]();
      },
    };
  }
  const nameOf = async (client: Client) => ((await client.next()) as TaskRun).name;

  test("a deferred run goes to one process that serves its task, the next after it has been acknowledged", async () => {
    await using all = await setup();
    await all.defer("other");
    await all.defer("t");
    await using client = await all.subscribe();
    expect(await nameOf(client)).toBe("t 2");
    await all.defer("t");
    client.send({ type: "ack" });
    expect(await nameOf(client)).toBe("t 3");
    const workers = await all.server.must<TaskWorkerResponse[]>("POST", "/task_workers/filter", {
      task_worker_filter: { task_keys: ["t"] },
    });
    expect(workers).toMatchObject([{ identifier: "c", task_keys: ["t"] }]);
  });

  test("of several processes each run has one", async () => {
    await using all = await setup();
    const clients = [await all.subscribe(), await all.subscribe(), await all.subscribe()];
    const heard: string[] = [];
    const serving = clients.map(async (client) => {
      for (;;) {
        const run = (await client.next().catch(() => undefined)) as TaskRun | undefined;
        if (!run) return;
        heard.push(run.name!);
        client.send({ type: "ack" });
        if (heard.length === 12) for (const each of clients) each.socket.close();
      }
    });
    const names = (await Promise.all(Array.from({ length: 12 }, () => all.defer("t")))).map(({ name }) => name!);
    await Promise.all(clients.map(({ closed }) => closed));
    await Promise.race([Promise.all(serving), Promise.all(clients.map(({ closed }) => closed))]);
    expect(heard.toSorted()).toEqual(names.toSorted());
  });

  test("a run whose process went away without a word goes to another", async () => {
    await using all = await setup();
    const first = await all.subscribe();
    await all.defer("t");
    expect(await nameOf(first)).toBe("t 1");
    first.socket.terminate();
    await using second = await all.subscribe();
    expect(await nameOf(second)).toBe("t 1");
  });

  test("what waits outlives the server, and what is cancelled meanwhile is not handed out", async () => {
    await using all = await setup();
    const gone = await all.defer("t");
    await all.server.must("POST", `/task_runs/${gone.id}/set_state`, { state: { type: "CANCELLED" }, force: true });
    await all.defer("t");
    // Another server over the same database knows of it.
    const other = await listen(all.server);
    const client = await Client.enter(`${other.url}/task_runs/subscriptions/scheduled`);
    client.send({ type: "subscribe", keys: ["t"], client_id: "c" });
    expect(await nameOf(client)).toBe("t 2");
    client.send({ type: "quit" });
    expect((await client.closed).code).toBe(1005);
    await other[Symbol.asyncDispose]();
  });

  test.each([
    [[], "c", "'keys'"],
    [["t"], "", "'client_id'"],
  ])("a subscription without what it needs is refused: %j %j", async (keys, id, what) => {
    await using all = await setup();
    const client = await all.subscribe(keys, id);
    expect(await client.closed).toMatchObject({ code: 4001, reason: expect.stringContaining(what) as string });
  });

  test("a worker's channel makes its pool, and tells its changes", async () => {
    await using all = await setup();
    const { client, frame, next } = await all.connect("p", {
      create_pool_if_not_found: true,
      requested_capabilities: ["worker_heartbeat.v1", "work_pool_snapshot.v1", "cleanup_delivery.v1"],
      default_base_job_template: {
        job_configuration: { command: "{{ command }}" },
        variables: { properties: { command: { type: "string" } } },
      },
    });
    const ready = await next();
    expect(ready).toMatchObject({
      type: "worker.ready.v1",
      payload: {
        rejected_capabilities: ["cleanup_delivery.v1"],
        resolved_work_queues: [{ name: "default" }],
        initial_snapshot: { work_pool: { name: "p", type: "process", status: "READY" } },
      },
    });
    await all.server.must("PATCH", "/work_pools/p", { concurrency_limit: 4 });
    expect(await next()).toMatchObject({
      type: "work_pool.snapshot.v1",
      payload: { snapshot_sequence: 2, work_pool: { concurrency_limit: 4, active_slots: 0 } },
    });
    frame("worker.heartbeat.v1", { worker_name: "w", heartbeat_interval_seconds: 30 });
    await all.server.must("DELETE", "/work_pools/p");
    expect(await client.closed).toEqual({ code: 1008, reason: "authorization_failed" });
  });

  test.each([
    ["a pool that is not there", "p", {}, 1008, "authorization_failed"],
    ["a version that is not spoken", "p", { supported_channel_versions: ["v9"] }, 1008, "unsupported_version"],
    ["a hello with a key too many", "p", { more: 1 }, 1002, "protocol_error"],
    ["a reserved name", "prefect-x", { create_pool_if_not_found: true }, 1008, "authorization_failed"],
  ])("a worker's channel is closed for good on %s", async (_, pool, more, code, reason) => {
    await using all = await setup();
    const { client } = await all.connect(pool, more);
    expect(await client.closed).toEqual({ code, reason });
  });

  test("a heartbeat in another worker's name breaks the protocol", async () => {
    await using all = await setup();
    const { client, frame, next } = await all.connect("p", { create_pool_if_not_found: true });
    await next();
    frame("worker.heartbeat.v1", { worker_name: "somebody else", heartbeat_interval_seconds: 30 });
    expect(await client.closed).toEqual({ code: 1002, reason: "protocol_error" });
  });
});
