/** The protocol's sockets over real connections, on both databases. */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { formatTime, type Event, type EventPage } from "@weir/contract";
import { DIALECTS } from "@weir/testkit";
import { describe, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { KeepAlive } from "../src/http/sockets/keep-alive.ts";
import { Client, listen } from "./socket-client.ts";
import { testServer, type TestServer } from "./support.ts";

const made = (event: string, more: Partial<Event> = {}): Event => ({
  id: randomUUID(),
  occurred: formatTime(Date.now() * 1000),
  event,
  resource: { "prefect.resource.id": `thing.${event}` },
  related: [],
  payload: {},
  follows: null,
  ...more,
});

const FOREVER = { occurred: { until: "2100-01-01T00:00:00Z" } };
const stored = async (server: TestServer): Promise<number> =>
  (await server.must<EventPage>("POST", "/events/filter", { filter: FOREVER, limit: 0 })).total;

interface EventFrame {
  readonly type: string;
  readonly event: Event & { received: string };
}

describe("the handshake", () => {
  const entrance = async (settings: { server_auth_string?: string }, path = "/events/in") => {
    const server = await testServer("sqlite", { settings });
    const http = await listen(server);
    return {
      url: `${http.url}${path}`,
      async [Symbol.asyncDispose]() {
        await http[Symbol.asyncDispose]();
        await server[Symbol.asyncDispose]();
      },
    };
  };
  const refusal = async (url: string, first: unknown) => {
    await using client = new Client(url);
    await once(client.socket, "open");
    client.send(first);
    return await client.closed;
  };
  const refusedUpgrade = async (url: string, protocols: string[]) => {
    const socket = new WebSocket(url, protocols);
    const [, answer] = (await once(socket, "unexpected-response")) as [unknown, { statusCode: number; resume(): void }];
    answer.resume();
    return answer.statusCode;
  };

  test("lets in whoever knows the secret, and tells the others what was wrong", async () => {
    await using door = await entrance({ server_auth_string: "admin:pass" });
    await using client = await Client.enter(door.url, "admin:pass");
    expect(client.socket.protocol).toBe("prefect");
    const wrong = [
      [{ type: "auth", token: "admin:wrong" }, "Invalid token"],
      [{ type: "auth", token: null }, "Auth required but no token provided"],
      [{ type: "filter", filter: {} }, "Expected 'auth' message"],
      ["no object", "Expected 'auth' message"],
    ] as const;
    for (const [first, reason] of wrong) expect(await refusal(door.url, first)).toEqual({ code: 1008, reason });
    expect(await refusedUpgrade(door.url, [])).toBe(403);
  });

  test("takes any token where there is no secret, and none from a client without subprotocol", async () => {
    await using door = await entrance({});
    await using named = await Client.enter(door.url, "whatever");
    await using bare = new Client(door.url, []);
    await once(bare.socket, "open");
    for (const client of [named, bare]) {
      client.send(made("in"));
      await client.ping();
    }
  });

  test("refuses the upgrade where there is no socket", async () => {
    await using door = await entrance({}, "/events/nope");
    expect(await refusedUpgrade(door.url, ["prefect"])).toBe(403);
  });

  test("hears a frame that comes together with the first one", async () => {
    await using door = await entrance({}, "/weir/events/in");
    await using client = new Client(door.url);
    await once(client.socket, "open");
    client.socket.send('{"type":"auth","token":null}');
    client.socket.send('{"batch":1,"events":[]}');
    expect(await client.take(2)).toEqual([{ type: "auth_success" }, { ack: 1 }]);
  });
});

test("a connection that answers no ping is ended by the next round, one that does is kept", async () => {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  const keepAlive = new KeepAlive();
  server.on("connection", (socket) => keepAlive.watch(socket));
  await once(server, "listening");
  const url = `ws://127.0.0.1:${(server.address() as { port: number }).port}`;
  await using alive = new Client(url, []);
  await using dead = new Client(url, [], { autoPong: false });
  await Promise.all([once(alive.socket, "open"), once(dead.socket, "open")]);
  const pinged = [once(alive.socket, "ping"), once(dead.socket, "ping")];
  const answered = Promise.all([...server.clients].map((each) => Promise.race([once(each, "pong")])).slice(0, 1));
  keepAlive.check();
  await Promise.all(pinged);
  await Promise.race([answered, once([...server.clients][1]!, "pong")]);
  keepAlive.check();
  expect((await dead.closed).code).toBe(1006);
  expect(alive.socket.readyState).toBe(WebSocket.OPEN);
  keepAlive.stop();
  server.close();
});

describe.each(DIALECTS)("sockets on %s", (dialect) => {
  async function setup() {
    const server = await testServer(dialect);
    const http = await listen(server);
    return {
      server,
      url: http.url,
      async [Symbol.asyncDispose]() {
        await http[Symbol.asyncDispose]();
        await server[Symbol.asyncDispose]();
      },
    };
  }

  test("a ping is answered when everything before it is stored, and not earlier", async () => {
    await using bundle = await setup();
    await using client = await Client.enter(`${bundle.url}/events/in`);
    for (let round = 1; round <= 5; round++) {
      for (let i = 0; i < 300; i++) client.send(made(`round.${round}`));
      await client.ping();
      expect(await stored(bundle.server)).toBe(round * 300);
    }
  });

  test("an event that is not valid, or not storable, is dropped alone", async () => {
    await using bundle = await setup();
    await using client = await Client.enter(`${bundle.url}/events/in`);
    client.send(made("one"));
    client.socket.send("not json");
    client.send({ ...made("bad"), resource: {} });
    client.send(made("nul\0in name", { payload: { half: "\ud83d" } }));
    client.send(made("two"));
    await client.ping();
    expect(await stored(bundle.server)).toBe(3);
  });

  test("batches are answered one by one, and one with an invalid event is refused whole", async () => {
    await using bundle = await setup();
    await using client = await Client.enter(`${bundle.url}/weir/events/in`);
    const again = made("again");
    client.send({ batch: 1, events: [made("a"), again] });
    client.send({ batch: 2, events: [made("b"), { ...made("bad"), id: 5 }] });
    client.send({ batch: 3, events: [again, made("c")] });
    expect(await client.take(3)).toEqual([
      { ack: 1 },
      { refused: 2, detail: "id: Input should be a valid UUID" },
      { ack: 3 },
    ]);
    expect(await stored(bundle.server)).toBe(3);
  });

  test("past events come first, then those that happen: each once, whenever one begins to listen", async () => {
    await using bundle = await setup();
    const all = Array.from({ length: 1200 }, (_, index) => made("step", { payload: { index } }));
    await using source = await Client.enter(`${bundle.url}/events/in`);
    const listeners: Client[] = [];
    for (let from = 0; from < all.length; from += 100) {
      for (const event of all.slice(from, from + 100)) source.send(event);
      const client = await Client.enter(`${bundle.url}/events/out`);
      client.send({ type: "filter", filter: { ...FOREVER, event: { name: ["step"] } } });
      listeners.push(client);
    }
    await source.ping();
    for (const client of listeners) {
      const heard = (await client.take<EventFrame>(all.length)).map(({ event }) => event.id);
      expect(new Set(heard).size).toBe(all.length);
    }
    // Nothing is left over: the next thing that they all hear is the next thing that happens.
    const last = made("step");
    source.send(last);
    for (const client of listeners) {
      const { event } = await client.next<EventFrame>();
      expect(event).toEqual({ ...last, received: expect.any(String) as string });
      await client[Symbol.asyncDispose]();
    }
  });

  test("without backfill only what happens is heard, and by default nothing that is yet to happen", async () => {
    await using bundle = await setup();
    await using source = await Client.enter(`${bundle.url}/events/in`);
    await using live = await Client.enter(`${bundle.url}/events/out`);
    await using bounded = await Client.enter(`${bundle.url}/events/out`);
    source.send(made("past", { occurred: formatTime(Date.now() * 1000 - 60e6) }));
    await source.ping();
    live.send({ type: "filter", filter: FOREVER, backfill: false });
    bounded.send({ type: "filter", filter: {} });
    expect((await bounded.next<EventFrame>()).event.event).toBe("past");
    await live.ping();
    source.send(made("live", { occurred: formatTime(Date.now() * 1000 + 60e6) }));
    expect((await live.next<EventFrame>()).event.event).toBe("live");
    await bounded.ping();
    expect(bounded.unread).toBe(0);
  });

  test("a filter also holds for related resources of what happens", async () => {
    await using bundle = await setup();
    await using source = await Client.enter(`${bundle.url}/events/in`);
    await using client = await Client.enter(`${bundle.url}/events/out`);
    client.send({ type: "filter", filter: { ...FOREVER, related: { role: ["flow"] } } });
    await client.ping();
    source.send(made("unrelated"));
    source.send(made("related", { related: [{ "prefect.resource.id": "f", "prefect.resource.role": "flow" }] }));
    expect((await client.next<EventFrame>()).event.event).toBe("related");
  });

  test("a listener that stops reading for a while misses nothing", async () => {
    await using bundle = await setup();
    await using source = await Client.enter(`${bundle.url}/events/in`);
    await using client = await Client.enter(`${bundle.url}/events/out`);
    client.send({ type: "filter", filter: FOREVER, backfill: false });
    await client.ping();
    client.socket.pause();
    const padding = "x".repeat(20_000);
    const all = Array.from({ length: 1500 }, (_, index) => made("large", { payload: { index, padding } }));
    for (const event of all) source.send(event);
    await source.ping();
    client.socket.resume();
    const heard = await client.take<EventFrame>(all.length);
    expect(heard.map(({ event }) => event.id)).toEqual(all.map(({ id }) => id));
  });

  test("a filter that is not valid ends the connection with a reason that fits into its frame", async () => {
    await using bundle = await setup();
    for (const path of ["/events/out", "/logs/out"]) {
      await using wrong = await Client.enter(`${bundle.url}${path}`);
      wrong.send({ type: "filter", filter: { ["ü".repeat(200)]: 1 } });
      const { code, reason } = await wrong.closed;
      expect(code).toBe(1002);
      expect(reason).toMatch(/^Invalid filter: ü+$/);
      await using other = await Client.enter(`${bundle.url}${path}`);
      other.send({ type: "else" });
      expect(await other.closed).toEqual({ code: 1002, reason: "Expected 'filter' message" });
    }
  });

  test("log lines are heard as they are stored, each by whom it concerns", async () => {
    await using bundle = await setup();
    const run = randomUUID();
    await using all = await Client.enter(`${bundle.url}/logs/out`);
    await using errors = await Client.enter(`${bundle.url}/logs/out`);
    all.send({ type: "filter", filter: { flow_run_id: { any_: [run] } } });
    errors.send({ type: "filter", filter: { level: { ge_: 40 }, text: { query: "disk" } } });
    await Promise.all([all.ping(), errors.ping()]);
    const line = (message: string, level: number, flow_run_id: string | null) => ({
      name: "prefect.flow_runs",
      level,
      message,
      timestamp: formatTime(Date.now() * 1000),
      flow_run_id,
    });
    await bundle.server.must("POST", "/logs/", [
      line("of another run", 20, randomUUID()),
      line("hello", 20, run),
      line("the disk is full", 40, run),
      line("the net is down", 40, null),
    ]);
    const heard = await all.take<{ type: string; log: { message: string } }>(2);
    expect(heard.map(({ type, log }) => [type, log.message])).toEqual([
      ["log", "hello"],
      ["log", "the disk is full"],
    ]);
    expect(await errors.next()).toMatchObject({ log: { message: "the disk is full", task_run_id: null } });
    await Promise.all([all.ping(), errors.ping()]);
    expect([all.unread, errors.unread]).toEqual([0, 0]);
  });
});
