/** The server's cache of task results: who gets them, who makes them, who waits, and why there is none; on both databases. */
import { createHash, randomUUID } from "node:crypto";
import type {
  AuditLine,
  CacheAnswer,
  CacheDecisionPage,
  CacheEntry,
  CacheEntryPage,
  CacheLookup,
  CacheStore,
} from "@weir/contract";
import { DIALECTS } from "@weir/testkit";
import { describe, expect, test } from "vitest";
import { noteCacheHit } from "../src/storage/queries/cache.ts";
import { ManualClock, testServer } from "./support.ts";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const ID = "00000000-0000-4000-8000-00000000000";

describe.each(DIALECTS)("cached results on %s", (dialect) => {
  async function setup(clock?: ManualClock) {
    const server = await testServer(dialect, { ...(clock && { clock }) });
    const lookup = (given: Partial<CacheLookup> = {}) =>
      server.must<CacheAnswer>("POST", "/weir/cache/lookup", {
        namespace: "default",
        key: "k1",
        task_name: "load",
        task_run_id: randomUUID(),
        ...given,
      });
    const store = (given: Partial<CacheStore> = {}) =>
      server.must<CacheEntry>("POST", "/weir/cache/entries", {
        namespace: "default",
        key: "k1",
        task_name: "load",
        task_run_id: randomUUID(),
        size: 2,
        digest: sha256("42"),
        value: "42",
        host: "ada",
        path: "/results/k1",
        ...given,
      });
    const decisions = async (given: object = {}) =>
      (await server.must<CacheDecisionPage>("POST", "/weir/cache/decisions/filter", given)).decisions;
    const entries = async (given: object = {}) =>
      (await server.must<CacheEntryPage>("POST", "/weir/cache/entries/filter", given)).entries;
    return { server, lookup, store, decisions, entries, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
  }

  test("hits are answered before they are on record, and whoever looks at them waits for that", async () => {
    await using all = await setup();
    const { id } = await all.store();
    const { hits, store } = all.server.app.context;
    const held = Promise.withResolvers<void>();
    const taken = Promise.withResolvers<void>();
    // Nobody else can change the row until this transaction ends.
    const holder = store.write(async (tx) => {
      await tx.run(noteCacheHit, { id, count: 0, now: 0 });
      taken.resolve();
      await held.promise;
    });
    await taken.promise;
    for (let n = 0; n < 3; n++) expect(await all.lookup()).toMatchObject({ outcome: "hit", entry: { hits: n + 1 } });
    const looked = all.entries();
    expect(hits.length).toBe(3);
    held.resolve();
    await holder;
    expect(await looked).toMatchObject([{ hits: 3 }]);
    expect(hits.length).toBe(0);
    expect(await all.decisions({ outcome: "hit" })).toHaveLength(3);
  });

  test("a hit that the database refuses harms no other; one that is on record already counts once", async () => {
    await using all = await setup();
    const { id } = await all.store();
    await all.lookup();
    const [made] = await all.decisions({ outcome: "hit" });
    const { hits, store } = all.server.app.context;
    const [row] = await store.read((db) => db.rows((builder) => builder.selectFrom("cache_decision").selectAll()));
    hits.note({ entryId: id, decision: row! });
    await all.lookup();
    expect(await all.entries()).toMatchObject([{ hits: 2 }]);
    expect(hits.length).toBe(0);
    expect((await all.decisions({ outcome: "hit" })).map((decision) => decision.id)).toContain(made!.id);
  });

  test("a server that stops records the hits that it has answered", async () => {
    await using all = await setup();
    await all.store();
    await all.lookup();
    const { hits, store } = all.server.app.context;
    await hits.close();
    const rows = await store.read((db) => db.rows((builder) => builder.selectFrom("cache_entry").select("hits")));
    expect(rows).toEqual([{ hits: 1 }]);
  });

  test("a miss, then hits that are counted; each is on record with its reason", async () => {
    await using all = await setup();
    const made = randomUUID();
    expect(await all.lookup({ task_run_id: made })).toMatchObject({ outcome: "miss", reason: "first", cleared: null });
    const entry = await all.store({ task_run_id: made, tags: ["nightly"], parts: { "argument url": "u1" } });
    const taker = randomUUID();
    const flow_run_id = randomUUID();
    const answer = await all.lookup({ task_run_id: taker, flow_run_id });
    expect(answer).toMatchObject({ outcome: "hit", value: "42", entry: { id: entry.id, hits: 1, is_kept: true } });
    expect(await all.lookup()).toMatchObject({ entry: { hits: 2 } });
    expect(await all.server.must("GET", `/weir/cache/entries/${entry.id.toUpperCase()}`)).toMatchObject({ hits: 2 });
    const [told] = await all.decisions({ task_run_id: taker.toUpperCase() });
    expect(told).toMatchObject({ outcome: "hit", reason: null, flow_run_id, nearest: { task_run_id: made } });
    expect(await all.decisions({ outcome: "hit" })).toHaveLength(2);
    expect((await all.decisions({ flow_run_id })).map(({ task_run_id }) => task_run_id)).toEqual([taker]);
  });

  test("what changed since the nearest result is named", async () => {
    await using all = await setup();
    await all.store({ key: "far", parts: { source: "s0", "argument url": "u0" } });
    const near = await all.store({ key: "near", parts: { source: "s1", "argument url": "u0" } });
    await all.store({ key: "other", task_name: "other", parts: { source: "s1", "argument url": "u1" } });
    await all.store({ key: "else", namespace: "else", parts: { source: "s1", "argument url": "u1" } });
    const run = randomUUID();
    const answer = await all.lookup({ task_run_id: run, parts: { source: "s1", "argument url": "u1" } });
    expect(answer).toMatchObject({ reason: "changed", message: "argument url differs from the nearest result" });
    const [told] = await all.decisions({ task_run_id: run });
    expect(told).toMatchObject({ changed: ["argument url"], nearest: { task_run_id: near.task_run_id } });
  });

  test("of callers at the same time one makes the value, all others get it when it is there", async () => {
    await using all = await setup();
    const runs = Array.from({ length: 8 }, () => ({ task_run_id: randomUUID(), lease_id: randomUUID(), wait: 60 }));
    const { promise, resolve } = Promise.withResolvers<number>();
    const answers = runs.map(async (run, index) => {
      const answer = await all.lookup(run);
      if (answer.outcome === "miss") resolve(index);
      return answer;
    });
    const maker = runs[await promise]!;
    expect(await all.lookup()).toMatchObject({ outcome: "miss" }); // who has no lease waits for nobody
    expect(await all.lookup({ lease_id: randomUUID() })).toMatchObject({
      outcome: "computing",
      computed_by: { task_run_id: maker.task_run_id },
    });
    await all.store({ task_run_id: maker.task_run_id });
    const outcomes = (await Promise.all(answers)).map(({ outcome }) => outcome);
    expect(outcomes.toSorted()).toEqual(["hit", "hit", "hit", "hit", "hit", "hit", "hit", "miss"]);
    expect(await all.lookup({ key: "k1" })).toMatchObject({ outcome: "hit" });
  });

  test("one who ends without a value lets the next one make it", async () => {
    await using all = await setup();
    const lease_id = randomUUID();
    expect(await all.lookup({ lease_id })).toMatchObject({ outcome: "miss" });
    const next = all.lookup({ lease_id: randomUUID(), wait: 60 });
    await all.server.must("DELETE", `/weir/cache/leases/${lease_id}`);
    expect(await next).toMatchObject({ outcome: "miss" });
    await all.server.must("DELETE", `/weir/cache/leases/${lease_id}`); // says nothing about somebody else's
    expect(await all.lookup({ lease_id: randomUUID() })).toMatchObject({ outcome: "computing" });
  });

  test("a lease lasts as long as it is renewed", async () => {
    const clock = new ManualClock();
    await using all = await setup(clock);
    const lease_id = randomUUID();
    await all.lookup({ lease_id });
    clock.advance(40);
    await all.server.must("POST", `/weir/cache/leases/${lease_id}/renew`);
    clock.advance(40);
    expect(await all.lookup({ lease_id: randomUUID() })).toMatchObject({ outcome: "computing" });
    clock.advance(21);
    const late = await all.server.call("POST", `/weir/cache/leases/${lease_id}/renew`);
    expect(late).toMatchObject({ status: 410 });
    expect(await all.lookup({ lease_id: randomUUID() })).toMatchObject({ outcome: "miss" });
  });

  test("results expire, are refreshed, and may lie where they cannot be read: each is told", async () => {
    const clock = new ManualClock();
    await using all = await setup(clock);
    const expires = new Date(clock.now() / 1000 + 60_000).toISOString();
    const { id } = await all.store({ expires, value: null });
    expect(await all.lookup()).toMatchObject({ outcome: "hit", value: null, entry: { is_kept: false } });
    expect(await all.lookup({ refresh: true })).toMatchObject({ outcome: "miss", reason: "refresh" });
    const unreadable = await all.lookup({ unreadable: id.toUpperCase() });
    expect(unreadable).toMatchObject({ reason: "unreadable" });
    expect(unreadable.message).toContain("/results/k1 on ada");
    clock.advance(61);
    expect(await all.lookup()).toMatchObject({ outcome: "miss", reason: "expired" });
    // Another one was stored meanwhile: the one that could not be read is not it.
    await all.store();
    expect(await all.lookup({ unreadable: id })).toMatchObject({ outcome: "miss", reason: "first" });
  });

  test("results are cleared by what they are; the audit tells it, and so does the next miss", async () => {
    await using all = await setup();
    await all.store({ key: "sales/1", tags: ["nightly"] });
    await all.store({ key: "sales/2", task_version: "v1" });
    await all.store({ key: "sales_3", task_version: "v2" });
    await all.store({ key: "k", namespace: "shared", task_name: "other" });
    await all.lookup({ key: "sales/1" });
    const clear = (given: object) => all.server.must<{ entries: number }>("POST", "/weir/cache/clear", given);
    const refused = await all.server.call("POST", "/weir/cache/clear", {});
    expect(refused.status).toBe(422);
    expect(JSON.stringify(refused.body)).toContain("nothing says which results are meant");
    expect(await clear({ key_prefix: "sales/", dry_run: true })).toEqual({ dry_run: true, entries: 2 });
    expect(await clear({ key_prefix: "SALES/" })).toMatchObject({ entries: 0 });
    expect(await clear({ tag: "nightly" })).toMatchObject({ entries: 1 });
    expect(await all.lookup({ key: "sales/1" })).toMatchObject({ reason: "cleared" });
    expect(await clear({ task_version: "v1", namespace: "default" })).toMatchObject({ entries: 1 });
    expect((await all.entries()).map(({ key }) => key)).toEqual(["k", "sales_3"]);
    expect((await all.entries({ text: "ALES" })).map(({ key }) => key)).toEqual(["sales_3"]);
    expect((await all.entries({ task_name: "other" })).map(({ namespace }) => namespace)).toEqual(["shared"]);
    expect(await clear({ all: true })).toMatchObject({ entries: 2 });
    expect((await all.lookup({ namespace: "elsewhere" })).cleared).not.toBeNull();
    const lines = await all.server.must<AuditLine[]>("POST", "/weir/audit/read", { limit: 10 });
    expect(lines.filter(({ kind }) => kind === "cache")).toHaveLength(4);
  });

  test("what is made while others are cleared stays", async () => {
    await using all = await setup();
    await all.store({ key: "old" });
    const clearing = all.server.must("POST", "/weir/cache/clear", { all: true });
    await Promise.all([clearing, all.store({ key: "new" })]);
    expect((await all.entries()).map(({ key }) => key)).toEqual(["new"]);
  });

  test("a single result is deleted; what is old goes with the vacuum, what is used stays", async () => {
    const clock = new ManualClock();
    await using all = await setup(clock);
    const { id } = await all.store({ key: "gone" });
    await all.server.must("DELETE", `/weir/cache/entries/${id}`);
    expect((await all.server.call("GET", `/weir/cache/entries/${id}`)).status).toBe(404);
    expect(await all.lookup({ key: "gone" })).toMatchObject({ outcome: "miss" });
    await all.store({ key: "unused" });
    await all.store({ key: "used" });
    clock.advance(20 * 86_400);
    await all.lookup({ key: "used" });
    clock.advance(11 * 86_400);
    const vacuum = (dry_run: boolean) => all.server.must("POST", "/weir/vacuum", { dry_run });
    const removed = { cache_entries: 1, cache_decisions: 2 };
    expect(await vacuum(true)).toMatchObject(removed);
    expect(await vacuum(false)).toMatchObject(removed);
    expect((await all.entries()).map(({ key }) => key)).toEqual(["used"]);
  });

  test.each([
    ["no key", { key: "" }],
    ["a value that is too long", { value: "x".repeat(65_537) }],
    ["a digest that is none", { digest: "abc" }],
    ["a size below zero", { size: -1 }],
    ["a run that is none", { task_run_id: "run" }],
  ])("%s is refused by name", async (_, given) => {
    await using all = await setup();
    const body = {
      namespace: "default",
      key: "k",
      task_name: "load",
      task_run_id: `${ID}1`,
      size: 1,
      digest: sha256("1"),
      host: "ada",
      path: "/p",
      ...given,
    };
    const answer = await all.server.call("POST", "/weir/cache/entries", body);
    expect(answer.status).toBe(422);
    expect(JSON.stringify(answer.body)).toContain(Object.keys(given)[0]);
  });
});
