/** How fast automations react: to one event, and to many while there are many of them; and events told to many listeners. */
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { startHttpServer } from "@weir/testkit";
import { WebSocket } from "ws";
import { figure } from "../lib/figure.ts";
import { post } from "../servers/api.ts";
import { startServer, type RunningServer } from "../servers/server.ts";
import { measured, type Bench, type Measured, type Row } from "./row.ts";

/** Milliseconds without progress after which the rest is taken for lost. */
const PATIENCE = 10_000;

const event = (name: string, resource: string) => ({
  id: crypto.randomUUID(),
  occurred: new Date().toISOString(),
  event: name,
  resource: { "prefect.resource.id": resource },
});

const send = async (server: RunningServer, events: readonly object[]): Promise<void> => {
  const response = await fetch(`${server.url}/api/events`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(events),
  });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`events: ${response.status}`);
};

/** An automation at an event's name; its actions default to doing nothing. */
export const automate = (
  server: RunningServer,
  name: string,
  trigger: object,
  actions?: readonly object[],
): Promise<unknown> =>
  post(server, "/automations/", {
    name,
    trigger: { type: "event", posture: "Reactive", threshold: 1, within: 0, ...trigger },
    actions: actions ?? [{ type: "do-nothing" }],
  });

const firings = (server: RunningServer): Promise<number> =>
  post<{ total: number }>(server, "/events/filter", {
    filter: { event: { name: ["prefect.automation.triggered"] } },
    limit: 1,
  }).then(({ total }) => total);

async function webhook(server: RunningServer, url: string): Promise<string> {
  const [type] = await post<{ id: string }[]>(server, "/block_types/filter", {
    block_types: { slug: { any_: ["webhook"] } },
  });
  const [schema] = await post<{ id: string }[]>(server, "/block_schemas/filter", {
    block_schemas: { block_type_id: { any_: [type!.id] } },
  });
  const ids = { block_type_id: type!.id, block_schema_id: schema!.id };
  return (await post<{ id: string }>(server, "/block_documents/", { name: "sink", data: { url }, ...ids })).id;
}

/** From the moment an event is sent to the web call that an automation makes of it. */
async function reactions(bench: Bench): Promise<Row> {
  const all: Measured[] = [];
  for (const system of bench.systems) {
    await using server = await startServer(system, bench.folder(`${system.name}-reactions`));
    let called = Promise.withResolvers<boolean>();
    await using hook = await startHttpServer((request, response) => {
      request.resume();
      response.end("{}");
      called.resolve(true);
    });
    const block_document_id = await webhook(server, hook.url);
    await automate(server, "call", { expect: ["bench.call"] }, [{ type: "call-webhook", block_document_id }]);
    await sleep(1000); // Prefect loads its automations a moment later
    const times: number[] = [];
    let lost = 0;
    for (let n = 0; n < bench.effort.reactions[system.name]; n++) {
      called = Promise.withResolvers();
      const sent = performance.now();
      await send(server, [event("bench.call", "bench")]);
      if (await Promise.race([called.promise, sleep(PATIENCE, false, { ref: false })]))
        times.push(performance.now() - sent);
      else lost++;
    }
    const sorted = times.toSorted((a, b) => a - b);
    all.push(
      measured({
        system: system.name,
        figure: figure([sorted[Math.ceil(sorted.length * 0.99) - 1] ?? PATIENCE]),
        p50: figure(times.length > 0 ? times : [PATIENCE]),
        errors: lost > 0 ? { "actions that were not done": lost } : {},
      }),
    );
  }
  return {
    group: "reactions",
    name: "event sent to web call of an automation, 99th percentile",
    unit: "ms",
    target: { atMost: 50 },
    measured: all,
  };
}

/** A thousand automations, each of which acts at every tenth of its events; a thousand events come each second. */
async function crowd(bench: Bench): Promise<Row> {
  const { automations, seconds } = bench.effort.crowdedEvents;
  await using server = await startServer(bench.systems[0]!, bench.folder("crowd-of-automations"));
  for (let n = 0; n < automations; n++)
    await automate(server, `crowd ${n}`, { expect: [`bench.crowd.${n}`], threshold: 10 });
  const rate = 1000;
  const began = performance.now();
  let sent = 0;
  for (let tick = 1; tick <= seconds * 10; tick++) {
    const batch = Array.from({ length: rate / 10 }, () =>
      event(`bench.crowd.${Math.floor(sent++ / 10) % automations}`, "bench"),
    );
    await send(server, batch);
    await sleep(Math.max(0, began + tick * 100 - performance.now()));
  }
  const ended = performance.now();
  const due = Math.floor(sent / 10);
  let known = await firings(server);
  for (let last = performance.now(); known < due && performance.now() - last < PATIENCE; await sleep(2)) {
    const now = await firings(server);
    if (now > known) last = performance.now();
    known = now;
  }
  return {
    group: "reactions",
    name: `lag after ${sent} events at 1000 /s for ${automations} automations`,
    unit: "ms",
    target: { atMost: 1000 },
    measured: [
      measured({
        system: "Weir",
        figure: figure([performance.now() - ended]),
        errors: known < due ? { "firings missed": due - known } : {},
      }),
    ],
  };
}

/** Opens a listener that counts what it gets. */
async function listen(server: RunningServer, got: () => void): Promise<WebSocket> {
  const socket = new WebSocket(`${server.url.replace("http", "ws")}/api/events/out`, ["prefect"]);
  await once(socket, "open");
  socket.send(JSON.stringify({ type: "auth", token: null }));
  await once(socket, "message");
  const now = Date.now();
  socket.on("message", got);
  const occurred = { since: new Date(now - 1000).toISOString(), until: new Date(now + 3_600_000).toISOString() };
  socket.send(JSON.stringify({ type: "filter", filter: { event: { prefix: ["bench."] }, occurred } }));
  return socket;
}

/** Events told to many listeners at once. */
async function listeners(bench: Bench): Promise<Row> {
  const { sockets, events } = bench.effort.listeners;
  await using server = await startServer(bench.systems[0]!, bench.folder("listeners"));
  let got = 0;
  const open = await Promise.all(Array.from({ length: sockets }, () => listen(server, () => void got++)));
  await sleep(500);
  const began = performance.now();
  for (let n = 0; n < events; n += 50)
    await send(
      server,
      Array.from({ length: 50 }, () => event("bench.out", "bench")),
    );
  let before = -1;
  for (let last = performance.now(); got < events * sockets && performance.now() - last < PATIENCE; await sleep(5)) {
    if (got > before) last = performance.now();
    before = got;
  }
  const took = performance.now() - began;
  for (const socket of open) socket.terminate();
  return {
    group: "listeners",
    name: `events told to ${sockets} sockets at once`,
    unit: "/s",
    measured: [
      measured({
        system: "Weir",
        figure: figure([(got * 1000) / took]),
        errors: got < events * sockets ? { "events not told": events * sockets - got } : {},
      }),
    ],
  };
}

export async function* automationRows(bench: Bench): AsyncGenerator<Row> {
  yield await reactions(bench);
  yield await crowd(bench);
  yield await listeners(bench);
}
