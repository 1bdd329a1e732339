/** Waiting in line for slots, who has them, and taking them back, on both databases. */
import { randomUUID } from "node:crypto";
import type { EventPage, LimitUse, SlotGrant } from "@weir/contract";
import { DIALECTS } from "@weir/testkit";
import { describe, expect, test } from "vitest";
import { testServer } from "./support.ts";

const ACQUIRE = "/weir/concurrency_slots/acquire";

describe.each(DIALECTS)("the line for slots on %s", (dialect) => {
  async function setup() {
    const server = await testServer(dialect);
    const create = (name: string, limit: number, decay = 0) =>
      server.must("POST", "/v2/concurrency_limits/", { name, limit, slot_decay_per_second: decay });
    const claim = (wanted: Record<string, number>, more: object = {}) => {
      const lease_id = randomUUID();
      const list = Object.entries(wanted).map(([name, slots]) => ({ name, slots }));
      const answer = server.call("POST", ACQUIRE, { lease_id, wanted: list, wait: 20, ...more });
      return { lease_id, answer: answer as Promise<{ status: number; body: SlotGrant }> };
    };
    const release = (lease_id: string) =>
      server.must("POST", "/v2/concurrency_limits/decrement-with-lease", { lease_id });
    const use = (name: string) => server.must<LimitUse>("GET", `/weir/concurrency_limits/${name}/slots`);
    /** Resolves when so many wait for a limit. */
    const waiting = async (name: string, count: number) => {
      while (server.app.context.slots.of(name).length < count) await new Promise(setImmediate);
    };
    return {
      server,
      create,
      claim,
      release,
      use,
      waiting,
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  }

  test("a release wakes the next at once: by priority, then by time", async () => {
    await using all = await setup();
    const { create, claim, release, use, waiting } = all;
    await create("db", 1);
    const first = claim({ db: 1 });
    expect((await first.answer).status).toBe(200);
    const order: string[] = [];
    const turns = [];
    for (const [place, priority] of [0, 0, 5].entries()) {
      const { lease_id, answer } = claim({ db: 1 }, { priority });
      await waiting("db", place + 1);
      const turn = answer.then(async () => {
        order.push(`${place}: ${priority}`);
        await release(lease_id);
      });
      turns.push(turn);
    }
    expect((await use("db")).waiters.map(({ priority }) => priority)).toEqual([5, 0, 0]);
    const started = performance.now();
    await release(first.lease_id);
    await Promise.all(turns);
    expect(order).toEqual(["2: 5", "0: 0", "1: 0"]);
    // Sooner than the line is looked at without a release.
    expect(performance.now() - started).toBeLessThan(1500);
    expect((await use("db")).holders).toEqual([]);
  });

  test("who wants more is not overtaken on the limit that he lacks, and keeps nobody from others", async () => {
    await using all = await setup();
    const { create, claim, release, waiting } = all;
    await create("wide", 3);
    await create("other", 1);
    const one = claim({ wide: 1 });
    await one.answer;
    const all3 = claim({ wide: 3, other: 1 });
    await waiting("wide", 1);
    const behind = claim({ wide: 1 });
    await waiting("wide", 2);
    expect((await claim({ wide: 1 }, { wait: 0 }).answer).status).toBe(423);
    const free = claim({ other: 1 });
    expect((await free.answer).status).toBe(200);
    await release(free.lease_id);
    await release(one.lease_id);
    expect((await all3.answer).body.lease_id).toBe(all3.lease_id);
    await release(all3.lease_id);
    expect((await behind.answer).status).toBe(200);
  });

  test("a wait ends with its time, with the lease, and at once where it is hopeless", async () => {
    await using all = await setup();
    const { server, create, claim, release, use, waiting } = all;
    await create("db", 1);
    await claim({ db: 1 }).answer;
    expect((await claim({ db: 1 }, { wait: 0.02 }).answer).status).toBe(423);
    const left = claim({ db: 1 });
    await waiting("db", 1);
    await release(left.lease_id);
    expect((await left.answer).body.lease_id).toBeNull();
    expect((await claim({ db: 2 }).answer).status).toBe(422);
    const shrunk = claim({ db: 1 });
    await waiting("db", 1);
    await server.must("PATCH", "/v2/concurrency_limits/db", { limit: 0 });
    expect((await shrunk.answer).status).toBe(422);
    expect((await use("db")).waiters).toEqual([]);
    expect((await claim({ missing: 1 }).answer).body).toEqual({ lease_id: null, names: [] });
  });

  test("slots that decay are handed out as they come free; a repeated request takes nothing twice", async () => {
    await using all = await setup();
    const { create, claim, use } = all;
    await create("rate", 1, 20);
    const asked = Array.from({ length: 4 }, () => claim({ rate: 1 }, { mode: "rate_limit" }).answer);
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    await create("db", 2);
    const lease_id = randomUUID();
    for (let time = 0; time < 2; time++) expect((await claim({ db: 1 }, { lease_id }).answer).status).toBe(200);
    expect((await use("db")).limit.active_slots).toBe(1);
  });

  test("slots are taken from their holder by force: the next gets them, and an event tells of it", async () => {
    await using all = await setup();
    const { server, create, claim, use, waiting } = all;
    await create("db", 1);
    const holder = { type: "task_run", id: randomUUID() };
    const lost = claim({ db: 1 }, { holder });
    await lost.answer;
    const next = claim({ db: 1 });
    await waiting("db", 1);
    const [slot] = (await use("db")).holders;
    expect(slot).toMatchObject({ holder, slots: 1 });
    await server.must("DELETE", `/weir/concurrency_slots/${slot!.id}`);
    expect((await next.answer).status).toBe(200);
    expect((await server.call("POST", `/v2/concurrency_limits/leases/${lost.lease_id}/renew`, {})).status).toBe(410);
    expect((await server.call("DELETE", `/weir/concurrency_slots/${slot!.id}`)).status).toBe(404);
    const filter = { event: { name: ["weir.concurrency-slot.released"] } };
    const { events } = await server.must<EventPage>("POST", "/events/filter", { filter });
    expect(events.map(({ payload }) => payload?.["holder"])).toEqual([holder]);
  });

  test("many who want several limits each: none waits for ever, and no limit is passed", async () => {
    await using all = await setup();
    const { create, claim, release, use } = all;
    const limits: Record<string, number> = { a: 1, b: 2, c: 3 };
    for (const [name, size] of Object.entries(limits)) await create(name, size);
    const held: Record<string, number> = { a: 0, b: 0, c: 0 };
    const wanted: readonly Record<string, number>[] = [
      { a: 1, b: 2 },
      { b: 1, c: 3 },
      { c: 2, a: 1 },
      { c: 1 },
      { b: 1 },
      { a: 1, b: 1, c: 1 },
    ];
    const work = async (index: number) => {
      const wants = wanted[index % wanted.length]!;
      const { lease_id, answer } = claim(wants, { priority: index % 3 });
      expect((await answer).status).toBe(200);
      for (const [name, slots] of Object.entries(wants)) {
        held[name]! += slots;
        expect(held[name]).toBeLessThanOrEqual(limits[name]!);
      }
      await new Promise(setImmediate);
      for (const [name, slots] of Object.entries(wants)) held[name]! -= slots;
      await release(lease_id);
    };
    await Promise.all(Array.from({ length: 60 }, (_, index) => work(index)));
    for (const name of Object.keys(limits)) expect((await use(name)).limit.active_slots).toBe(0);
  });
});
