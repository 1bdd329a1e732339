import { expect, it } from "vitest";
import { client, Invalid, Unauthorised } from "@weir/client";
import type { Event } from "@weir/contract";
import { authenticated, CSRF_OFF, type Handler, loopback } from "./loopback.ts";

const retry = { delay: 0.001, retries: 2 };
const quick = { retry } as const;

function event(name: string, occurred = new Date().toISOString()): Event {
  return { id: crypto.randomUUID(), event: name, occurred, resource: { "prefect.resource.id": "test.1" } };
}
const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
const names = (events: unknown) => (events as Event[]).map((one) => one.event);

/** Takes events by request, all but those named "bad", and those of bodies with more than `most`. */
function taking(stored: string[], { most = Infinity, headers = {} } = {}): Handler {
  return ({ path, body }) => {
    if (path.startsWith("/csrf-token")) return CSRF_OFF;
    if (path !== "/events") return { body: [], headers };
    const events = names(body);
    if (events.length > most) return { status: 413, headers };
    if (events.includes("bad")) return { status: 422, body: { detail: "bad" }, headers };
    stored.push(...events);
    return { status: 204, headers };
  };
}

it("sends events in order, and those of one turn together", async () => {
  const stored: string[] = [];
  await using server = await loopback(taking(stored));
  await using api = client({ url: server.url, ...quick });
  await Promise.all([api.events.send([event("1"), event("2")]), api.events.send([]), api.events.send([event("3")])]);
  expect(stored).toEqual(["1", "2", "3"]);
  expect(server.calls).toEqual(["POST /events"]);
});

it("fails only the call whose event is refused", async () => {
  const stored: string[] = [];
  await using server = await loopback(taking(stored));
  await using api = client({ url: server.url, ...quick });
  const calls = [["1", "2"], ["3", "bad"], ["4"]].map((each) => api.events.send(each.map((name) => event(name))));
  const outcomes = await Promise.allSettled(calls);
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  await expect(calls[1]).rejects.toBeInstanceOf(Invalid);
  expect(stored).toEqual(["1", "2", "3", "4"]);
});

it("halves batches that are too large", async () => {
  const stored: string[] = [];
  await using server = await loopback(taking(stored, { most: 2 }));
  await using api = client({ url: server.url, ...quick });
  await api.events.send(["1", "2", "3", "4", "5"].map((name) => event(name)));
  expect(stored).toEqual(["1", "2", "3", "4", "5"]);
});

it("finishes what is under way before it closes", async () => {
  const stored: string[] = [];
  await using server = await loopback(taking(stored));
  const api = client({ url: server.url, ...quick });
  const sending = api.events.send([event("1")]);
  await api.close();
  expect(stored).toEqual(["1"]);
  await sending;
});

it("sends batches to a Weir server over a socket and waits for each to be confirmed", async () => {
  const stored: string[] = [];
  const byRequest: string[] = [];
  const tokens: unknown[] = [];
  await using server = await loopback(taking(byRequest, { headers: { "x-weir-server": "0.1.0" } }), (socket, path) => {
    expect(path).toBe("/weir/events/in");
    authenticated(
      socket,
      (message) => {
        const { batch, events } = message as { batch: number; events: Event[] };
        stored.push(...names(events));
        socket.send(JSON.stringify({ ack: batch }));
      },
      (token) => tokens.push(token),
    );
  });
  await using api = client({ url: server.url, authString: "user:word", ...quick });
  await api.health.version();
  for (const name of ["1", "2", "3"]) await api.events.send([event(name)]);
  expect(stored).toEqual(["1", "2", "3"]);
  expect(byRequest).toEqual([]);
  expect(tokens).toEqual(["user:word"]);
});

it("keeps the socket when a batch is refused there, and learns by request which event is to blame", async () => {
  const overSocket: string[] = [];
  const byRequest: string[] = [];
  let sockets = 0;
  await using server = await loopback(taking(byRequest, { headers: { "x-weir-server": "0.1.0" } }), (socket) => {
    sockets += 1;
    authenticated(socket, (message) => {
      const { batch, events } = message as { batch: number; events: Event[] };
      const refused = names(events).includes("bad");
      if (!refused) overSocket.push(...names(events));
      socket.send(JSON.stringify(refused ? { refused: batch, detail: "bad" } : { ack: batch }));
    });
  });
  await using api = client({ url: server.url, ...quick });
  await api.health.version();
  await expect(api.events.send([event("bad")])).rejects.toBeInstanceOf(Invalid);
  await api.events.send([event("1")]);
  expect({ overSocket, byRequest, sockets }).toEqual({ overSocket: ["1"], byRequest: [], sockets: 1 });
});

it("sends a batch by request when the socket breaks before it is confirmed", async () => {
  const byRequest: string[] = [];
  await using server = await loopback(taking(byRequest, { headers: { "x-weir-server": "0.1.0" } }), (socket) =>
    authenticated(socket, () => socket.terminate()),
  );
  await using api = client({ url: server.url, ...quick });
  await api.health.version();
  await api.events.send([event("1")]);
  await api.events.send([event("2")]);
  expect(byRequest).toEqual(["1", "2"]);
});

it("leaves no idle socket behind that would keep the process alive", async () => {
  const closed = Promise.withResolvers<number>();
  await using server = await loopback(taking([], { headers: { "x-weir-server": "0.1.0" } }), (socket) => {
    authenticated(socket, (message) => socket.send(JSON.stringify({ ack: (message as { batch: number }).batch })));
    socket.on("close", (code) => closed.resolve(code));
  });
  await using api = client({ url: server.url, ...quick });
  await api.health.version();
  await api.events.send([event("1")]);
  expect(await closed.promise).toBe(1000);
});

it("lists stored events page by page, by the token alone", async () => {
  await using server = await loopback(({ path }) => {
    if (path.startsWith("/csrf-token")) return CSRF_OFF;
    if (path === "/events/filter")
      return {
        body: { events: [event("1")], total: 2, next_page: "http://elsewhere/api/events/filter/next?page-token=abc" },
      };
    return { body: { events: [event("2")], total: 2, next_page: null } };
  });
  await using api = client({ url: server.url, ...quick });
  expect(names(await Array.fromAsync(api.events.list()))).toEqual(["1", "2"]);
  expect(names(await Array.fromAsync(api.events.list({ limit: 1 })))).toEqual(["1"]);
  expect(server.calls).toEqual([
    "POST /events/filter",
    "GET /events/filter/next?page-token=abc",
    "POST /events/filter",
  ]);
});

/** What a subscriber says first. */
interface Hello {
  type: string;
  backfill: boolean;
  filter: { event?: unknown; order?: string; occurred: { since: string; until: string } };
}

it("subscribes, and after a broken connection goes on a minute earlier without repeating anything", async () => {
  const events = [event("1"), event("2"), event("3")];
  const hellos: Hello[] = [];
  await using server = await loopback(
    () => CSRF_OFF,
    (socket, path) => {
      expect(path).toBe("/events/out");
      authenticated(socket, (message) => {
        const connection = hellos.push(message as Hello);
        for (const one of events.slice(0, connection + 1)) socket.send(JSON.stringify({ type: "event", event: one }));
        if (connection === 1) socket.close(1011);
      });
    },
  );
  await using api = client({ url: server.url, ...quick });
  const since = new Date(Date.now() - 300_000).toISOString();
  const seen: string[] = [];
  for await (const one of api.events.subscribe({ filter: { event: { prefix: ["x"] } }, since })) {
    seen.push(one.event);
    if (seen.length === 3) break;
  }
  expect(seen).toEqual(["1", "2", "3"]);
  expect(hellos).toHaveLength(2);
  expect(hellos[0]).toMatchObject({ type: "filter", backfill: true, filter: { event: { prefix: ["x"] } } });
  expect(Date.parse(hellos[0]!.filter.occurred.since)).toBe(Date.parse(since));
  expect(Date.parse(hellos[1]!.filter.occurred.since)).toBe(Date.parse(events[1]!.occurred) - 60_000);
  expect(Date.parse(hellos[0]!.filter.occurred.until)).toBeGreaterThan(Date.now() + 86_400_000);
});

it("reads by request what is too old for the socket", async () => {
  const old = event("old", new Date(Date.now() - 7_200_000).toISOString());
  await using server = await loopback(
    ({ path }) => (path.startsWith("/csrf") ? CSRF_OFF : { body: { events: [old], total: 1, next_page: null } }),
    (socket) => authenticated(socket, () => socket.send(JSON.stringify({ type: "event", event: event("new") }))),
  );
  await using api = client({ url: server.url, ...quick });
  const seen: string[] = [];
  for await (const one of api.events.subscribe({ since: new Date(Date.now() - 86_400_000).toISOString() })) {
    seen.push(one.event);
    if (seen.length === 2) break;
  }
  expect(seen).toEqual(["old", "new"]);
  expect(server.asked.at(-1)!.body).toMatchObject({ filter: { order: "ASC" } });
});

it("reads by request what a long outage has made too old for the socket", async () => {
  const old = [event("1", minutesAgo(30)), event("2", minutesAgo(20)), event("3")];
  let connections = 0;
  const asked: unknown[] = [];
  await using server = await loopback(
    ({ path, body }) => {
      if (path.startsWith("/csrf")) return CSRF_OFF;
      if ((body as Partial<Hello>).filter?.order === "ASC") asked.push(body);
      return { body: { events: connections === 0 ? old.slice(0, 1) : old.slice(0, 2), total: 2, next_page: null } };
    },
    (socket) =>
      authenticated(socket, () => {
        if (++connections === 1) return socket.close(1011); // nothing came meanwhile: the newest is of half an hour ago
        socket.send(JSON.stringify({ type: "event", event: old[2] }));
      }),
  );
  await using api = client({ url: server.url, ...quick });
  const seen: string[] = [];
  for await (const one of api.events.subscribe({ since: minutesAgo(60) })) {
    seen.push(one.event);
    if (seen.length === 3) break;
  }
  expect(seen).toEqual(["1", "2", "3"]);
  expect(asked).toHaveLength(2);
});

it("throws when the server refuses the token or the filter", async () => {
  await using server = await loopback(
    () => CSRF_OFF,
    (socket) => socket.once("message", () => socket.close(1008, "Invalid token")),
  );
  await using api = client({ url: server.url, ...quick });
  await expect(api.events.subscribe().next()).rejects.toBeInstanceOf(Unauthorised);
  await using other = await loopback(
    () => CSRF_OFF,
    (socket) => authenticated(socket, () => socket.close(1002, "Invalid filter: no")),
  );
  await using second = client({ url: other.url, ...quick });
  await expect(second.events.subscribe().next()).rejects.toThrow("Invalid filter: no");
});

it("asks by request what is wrong with a filter that breaks the connection", async () => {
  await using server = await loopback(
    ({ path }) => (path === "/events/filter" ? { status: 422, body: { detail: "no such key" } } : CSRF_OFF),
    (socket) => authenticated(socket, () => socket.terminate()),
  );
  await using api = client({ url: server.url, ...quick });
  await expect(api.events.subscribe().next()).rejects.toThrow("no such key");
});

it("ends a subscription when it is aborted, with the signal's reason", async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  await using server = await loopback(
    () => CSRF_OFF,
    (socket) => authenticated(socket, () => controller.abort(reason)),
  );
  await using api = client({ url: server.url, ...quick });
  await expect(api.events.subscribe({}, { signal: controller.signal }).next()).rejects.toBe(reason);
});

it("asks again and again where there are no sockets", async () => {
  const stored = [event("1")];
  await using api = client({
    transport: {
      request: async () => ({ status: 200, headers: {}, body: { events: stored, total: 1, next_page: null } }),
      sendEvents: async () => {},
      close: async () => {},
    },
  });
  const seen: string[] = [];
  for await (const one of api.events.subscribe()) {
    if (seen.push(one.event) === 2) break;
    stored.push(event("2"));
  }
  expect(seen).toEqual(["1", "2"]);
});

it("follows logs until told to stop, each once", async () => {
  const log = (message: string) => ({ id: crypto.randomUUID(), message, timestamp: new Date().toISOString() });
  const written = [log("1")];
  await using server = await loopback(({ path }) => (path === "/logs/filter" ? { body: written } : CSRF_OFF));
  await using api = client({ url: server.url, ...quick });
  const seen: string[] = [];
  const follow = api.logs.follow({
    filter: { flow_run_id: { any_: [crypto.randomUUID()] } },
    interval: 0.001,
    until: () => written.length === 3,
  });
  for await (const one of follow) {
    seen.push(one.message);
    if (written.length < 3) written.push(log(String(written.length + 1)));
  }
  expect(seen).toEqual(["1", "2", "3"]);
  expect(server.asked[1]!.body).toMatchObject({
    sort: "TIMESTAMP_ASC",
    logs: { timestamp: { after_: expect.any(String) as string } },
  });
});
