/** Events that are answered before they are recorded: whoever asks sees them, whoever dies, and each once. */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatTime, type Event, type EventPage } from "@weir/contract";
import { DIALECTS } from "@weir/testkit";
import { expect, test } from "vitest";
import { openEmbedded } from "../src/embedded.ts";
import { insertIntoInbox, readInbox } from "../src/storage/queries/event-inbox.ts";
import { openStore } from "../src/storage/open.ts";
import { testServer, type TestServer } from "./support.ts";

const made = (): Event => ({
  id: randomUUID(),
  occurred: formatTime(Date.now() * 1000),
  event: "kept",
  resource: { "prefect.resource.id": "thing" },
  related: [{ "prefect.resource.id": "other", "prefect.resource.role": "witness" }],
  payload: {},
  follows: null,
});
const batchOf = (count: number) => Array.from({ length: count }, () => ({ event: made() }));
const idsOf = (batch: readonly { readonly event: Event }[]): string[] => batch.map(({ event }) => event.id).sort();

const left = (server: TestServer) => server.app.context.store.read((db) => db.all(readInbox, {}));
const stored = async (server: TestServer): Promise<string[]> =>
  (await server.app.context.store.read((db) => db.rows((builder) => builder.selectFrom("event").select("id"))))
    .map(({ id }) => id)
    .sort();
const asked = (server: TestServer): Promise<EventPage> =>
  server.must("POST", "/events/filter", { filter: { event: { name: ["kept"] } }, limit: 50 });

test("an accepted batch is in the database, and recorded before anybody reads", async () => {
  await using server = await testServer("sqlite", { linger: 60_000 });
  const batch = batchOf(3);
  await server.app.context.inbox.accept(batch);
  expect(await left(server)).toHaveLength(1);
  expect(await stored(server)).toEqual([]);
  // What has nothing to do with events does not wait for them.
  await server.must("POST", "/flows/", { name: "f" });
  expect(server.app.context.inbox.length).toBe(3);

  const page = await asked(server);
  expect(page.events.map(({ id }) => id).sort()).toEqual(idsOf(batch));
  expect(await left(server)).toEqual([]);
});

test("on PostgreSQL a batch is recorded when it is answered", async () => {
  await using server = await testServer("postgres", { linger: 60_000 });
  const batch = batchOf(3);
  await server.app.context.inbox.accept(batch);
  expect(await stored(server)).toEqual(idsOf(batch));
});

test("without anybody who reads it is recorded soon, and its listeners hear of it", async () => {
  await using server = await testServer("sqlite", { linger: 1 });
  const heard = Promise.withResolvers<number>();
  server.app.bus.events.subscribe((events) => heard.resolve(events.length));
  await server.app.context.inbox.accept(batchOf(4));
  expect(await heard.promise).toBe(4);
});

test("no more than so many are ahead of being recorded", async () => {
  await using server = await testServer("sqlite", { linger: 60_000 });
  const { inbox } = server.app.context;
  for (let round = 0; round < 6; round++) await inbox.accept(batchOf(1000));
  expect(inbox.length).toBeLessThanOrEqual(4096);
  expect((await stored(server)).length).toBeGreaterThanOrEqual(2000);
});

test("an event that the database refuses is dropped, and harms no other", async () => {
  await using server = await testServer("sqlite", { linger: 60_000 });
  const batch = batchOf(3);
  const refused = { event: { ...made(), resource: {} } as unknown as Event };
  await server.app.context.inbox.accept([batch[0]!, refused, batch[1]!, batch[2]!]);
  await server.app.context.inbox.settled();
  expect(await stored(server)).toEqual(idsOf(batch));
  expect(await left(server)).toEqual([]);
});

test("what another process has recorded is not recorded again", async () => {
  await using server = await testServer("sqlite", { linger: 60_000 });
  const { inbox, store } = server.app.context;
  await inbox.accept(batchOf(2));
  await store.write((tx) => tx.change((builder) => builder.deleteFrom("event_inbox")));
  await inbox.settled();
  expect(await stored(server)).toEqual([]);
});

test("what a process has left behind is there for the next, once", async () => {
  const home = await mkdtemp(join(tmpdir(), "weir-inbox-"));
  try {
    // The first one has created the database; the second was killed after its answer.
    await (await openEmbedded({ home })).close();
    const batch = batchOf(2);
    const store = await openStore(join(home, "weir.db"));
    const body = JSON.stringify(batch.map(({ event }) => event));
    for (let twice = 0; twice < 2; twice++) await store.write((tx) => tx.first(insertIntoInbox, { received: 1, body }));
    await store.close();

    const server = await openEmbedded({ home });
    const answer = await server.request({
      method: "POST",
      path: "/events/filter",
      body: { filter: { event: { name: ["kept"] } }, limit: 50 },
    });
    expect((answer.body as EventPage).events.map(({ id }) => id).sort()).toEqual(idsOf(batch));
    await server.close();
  } finally {
    await rm(home, { recursive: true });
  }
});

test.each(DIALECTS)("a server that stops records what it has accepted, %s", async (dialect) => {
  const server = await testServer(dialect, { linger: 60_000 });
  const batch = batchOf(2);
  await server.app.context.inbox.accept(batch);
  await server.app.context.inbox.close();
  expect(await stored(server)).toEqual(idsOf(batch));
  await server[Symbol.asyncDispose]();
});
