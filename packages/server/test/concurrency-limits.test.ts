/** Limits, their slots and leases, on both databases. */
import { randomUUID } from "node:crypto";
import type {
  ConcurrencyLimit,
  ConcurrencyLimitV2Create,
  ConcurrencyLimitWithLeaseResponse,
  EventPage,
  GlobalConcurrencyLimitResponse,
} from "@weir/contract";
import { DIALECTS } from "@weir/testkit";
import { describe, expect, test } from "vitest";
import { removeExpiredLeases } from "../src/operations/concurrency/expiry.ts";
import { ManualClock, testServer, type TestServer } from "./support.ts";

const V2 = "/v2/concurrency_limits";

describe.each(DIALECTS)("concurrency limits on %s", (dialect) => {
  async function setup() {
    const clock = new ManualClock();
    const server = await testServer(dialect, { clock });
    const create = (body: ConcurrencyLimitV2Create) => server.must("POST", `${V2}/`, body);
    const active = async (name: string): Promise<number> =>
      (await server.must<GlobalConcurrencyLimitResponse>("GET", `${V2}/${name}`)).active_slots;
    const lease = (names: string[], slots = 1, more: object = {}): Promise<ConcurrencyLimitWithLeaseResponse> =>
      server.must("POST", `${V2}/increment-with-lease`, { names, slots, lease_duration: 60, ...more });
    const increment = (names: string[], slots = 1, mode = "concurrency") =>
      server.call("POST", `${V2}/increment`, { names, slots, mode });
    const renew = async (leaseId: string) =>
      (await server.call("POST", `${V2}/leases/${leaseId}/renew`, { lease_duration: 60 })).status;
    const release = (leaseId: string) => server.must("POST", `${V2}/decrement-with-lease`, { lease_id: leaseId });
    return {
      server,
      clock,
      create,
      active,
      lease,
      increment,
      renew,
      release,
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  }
  const eventsOf = async (server: TestServer, prefix: string): Promise<string[]> =>
    (
      await server.must<EventPage>("POST", "/events/filter", { filter: { event: { prefix: [prefix] }, order: "ASC" } })
    ).events.map(({ event }) => event);

  test("a limit is created, read by id and name, changed, listed and deleted", async () => {
    await using all = await setup();
    const { server, create } = all;
    const { id } = await create({ name: "db", limit: 2 });
    expect((await server.call("POST", `${V2}/`, { name: "db", limit: 1 })).status).toBe(409);
    await server.must("PATCH", `${V2}/db`, { limit: 5, active: false });
    expect(await server.must("GET", `${V2}/${id}`)).toMatchObject({ name: "db", limit: 5, active: false });
    await create({ name: "api", limit: 1 });
    const listed = await server.must<GlobalConcurrencyLimitResponse[]>("POST", `${V2}/filter`, {});
    expect(listed.map(({ name }) => name)).toEqual(["api", "db"]);
    await server.must("DELETE", `${V2}/${id}`);
    expect((await server.call("GET", `${V2}/db`)).status).toBe(404);
    expect((await server.call("DELETE", `${V2}/db`)).status).toBe(404);
    expect(await eventsOf(server, "prefect.concurrency-limit.")).toEqual([
      "prefect.concurrency-limit.created",
      "prefect.concurrency-limit.updated",
      "prefect.concurrency-limit.created",
      "prefect.concurrency-limit.deleted",
    ]);
  });

  test("slots run out, and are there again once they are given back", async () => {
    await using all = await setup();
    const { server, create, active, lease, increment, release } = all;
    await create({ name: "db", limit: 2 });
    const held = await lease(["db"], 2);
    expect(await active("db")).toBe(2);
    const refused = await increment(["db"]);
    expect(refused).toMatchObject({ status: 423, body: { detail: "Locked" } });
    await release(held.lease_id);
    await release(held.lease_id);
    expect(await active("db")).toBe(0);
    expect((await increment(["db"])).status).toBe(200);
    await server.must("POST", `${V2}/decrement`, { names: ["db"], slots: 5 });
    expect(await active("db")).toBe(0);
  });

  test("a release of what somebody else holds under a lease takes nothing from them", async () => {
    await using all = await setup();
    const { server, create, active, lease } = all;
    await create({ name: "db", limit: 2 });
    await lease(["db"], 2);
    await server.must("POST", `${V2}/decrement`, { names: ["db"], slots: 2 });
    expect(await active("db")).toBe(2);
  });

  test("of several limits either all give slots or none does", async () => {
    await using all = await setup();
    const { create, active, lease, increment } = all;
    await create({ name: "wide", limit: 5 });
    await create({ name: "narrow", limit: 1 });
    await lease(["narrow"]);
    expect((await increment(["wide", "narrow"])).status).toBe(423);
    expect(await active("wide")).toBe(0);
  });

  test("unknown names and inactive limits are passed over; more than a limit has is refused for good", async () => {
    await using all = await setup();
    const { server, create, active, increment } = all;
    await create({ name: "off", limit: 1, active: false });
    expect(await increment(["nope"])).toMatchObject({ status: 200, body: [] });
    expect((await increment(["off"], 3)).status).toBe(200);
    expect(await active("off")).toBe(0);
    await server.must("PATCH", `${V2}/off`, { active: true });
    expect(await increment(["off"], 3)).toMatchObject({
      status: 422,
      body: { detail: "Slots requested is greater than the limit" },
    });
    expect((await increment(["off"], 1, "rate_limit")).status).toBe(422);
  });

  test("a lease that is not renewed gives its slots back by itself", async () => {
    await using all = await setup();
    const { server, clock, create, active, lease, renew } = all;
    await create({ name: "db", limit: 1 });
    const { lease_id } = await lease(["db"]);
    clock.advance(50);
    expect(await renew(lease_id)).toBe(204);
    clock.advance(50);
    expect(await active("db")).toBe(1);
    clock.advance(11);
    expect(await active("db")).toBe(0);
    expect(await renew(lease_id)).toBe(410);
    expect((await lease(["db"])).limits).toHaveLength(1);
    expect(await removeExpiredLeases(server.app.context, clock.now())).toBe(1);
    expect(await active("db")).toBe(1);
  });

  test("a lease is given even where nothing is limited, and outlives a limit that is deleted", async () => {
    await using all = await setup();
    const { server, create, lease, renew, release } = all;
    const free = await lease(["missing"]);
    expect(free.limits).toEqual([]);
    expect(await renew(free.lease_id)).toBe(204);
    await create({ name: "db", limit: 1 });
    const held = await lease(["db"]);
    await server.must("DELETE", `${V2}/db`);
    expect(await renew(held.lease_id)).toBe(204);
    await release(held.lease_id);
    expect(await renew(held.lease_id)).toBe(410);
  });

  test("a rate limit frees its slots at its own pace", async () => {
    await using all = await setup();
    const { clock, create, active, increment } = all;
    await create({ name: "api", limit: 3, slot_decay_per_second: 0.5 });
    for (let i = 0; i < 3; i++) expect((await increment(["api"], 1, "rate_limit")).status).toBe(200);
    expect((await increment(["api"], 1, "rate_limit")).status).toBe(423);
    clock.advance(1.9);
    expect((await increment(["api"], 1, "rate_limit")).status).toBe(423);
    clock.advance(0.2);
    expect(await active("api")).toBe(2);
    expect((await increment(["api"], 1, "rate_limit")).status).toBe(200);
    clock.advance(60);
    expect(await active("api")).toBe(0);
    expect((await increment(["api"], 3, "rate_limit")).status).toBe(200);
    expect(await active("api")).toBe(3);
  });

  test("an operator's word on the taken slots is final", async () => {
    await using all = await setup();
    const { server, create, active, lease, renew } = all;
    await create({ name: "db", limit: 3, active_slots: 1 });
    expect(await active("db")).toBe(1);
    const { lease_id } = await lease(["db"], 2);
    await server.must("PATCH", `${V2}/db`, { active_slots: 0 });
    expect(await active("db")).toBe(0);
    expect(await renew(lease_id)).toBe(204);
    await server.must("PATCH", `${V2}/db`, { active_slots: 3 });
    expect(await active("db")).toBe(3);
  });

  test("requests at once never take more slots than there are", async () => {
    await using all = await setup();
    const { create, active, increment } = all;
    await create({ name: "db", limit: 5 });
    await create({ name: "api", limit: 5 });
    const names = [["db", "api"], ["api", "db"], ["db"], ["api"]];
    const answers = await Promise.all(Array.from({ length: 24 }, (_, i) => increment(names[i % 4]!)));
    const granted = (name: string): number =>
      answers.filter(({ status }, i) => status === 200 && names[i % 4]!.includes(name)).length;
    expect(granted("db")).toBe(5);
    expect(granted("api")).toBe(5);
    expect([await active("db"), await active("api")]).toEqual([5, 5]);
  });

  test("numbers that make no sense are refused and change nothing", async () => {
    await using all = await setup();
    const { server, create, active, increment } = all;
    await create({ name: "db", limit: 2, slot_decay_per_second: 0.5 });
    const wrong: readonly (readonly ["POST" | "PATCH", string, object])[] = [
      ["POST", "/", { name: "x", limit: -1 }],
      ["POST", "/", { name: "x", limit: 1.5 }],
      ["POST", "/", { name: "x", limit: 1, slot_decay_per_second: -0.1 }],
      ["POST", "/", { name: "x", limit: 1, active_slots: -1 }],
      ["POST", "/", { name: "a/b", limit: 1 }],
      ["PATCH", "/db", { limit: -1 }],
      ["PATCH", "/db", { slot_decay_per_second: -1 }],
      ["PATCH", "/db", { active_slots: -1 }],
      ["POST", "/increment", { names: ["db"], slots: 0 }],
      ["POST", "/increment", { names: ["db"], slots: -1 }],
      ["POST", "/increment-with-lease", { names: ["db"], slots: 1, lease_duration: 59 }],
      ["POST", "/decrement", { names: ["db"], slots: 0 }],
      ["POST", "/decrement", { names: ["db"], slots: 1, occupancy_seconds: 0 }],
    ];
    for (const [method, path, body] of wrong)
      expect([path, body, (await server.call(method, V2 + path, body)).status]).toEqual([path, body, 422]);
    expect(await server.must("GET", `${V2}/db`)).toMatchObject({ limit: 2, slot_decay_per_second: 0.5 });
    expect(await active("db")).toBe(0);
    // A decay of 0 is none: nothing comes free by itself, and it is no rate any more.
    expect((await increment(["db"], 1, "rate_limit")).status).toBe(200);
    await server.must("PATCH", `${V2}/db`, { slot_decay_per_second: 0 });
    all.clock.advance(3600);
    expect(await active("db")).toBe(1);
    expect((await increment(["db"], 1, "rate_limit")).status).toBe(422);
  });

  test("a limit of 0 refuses whoever asks for slots, for good", async () => {
    await using all = await setup();
    const { server, create, active, lease, increment } = all;
    await create({ name: "closed", limit: 0 });
    expect((await increment(["closed"])).status).toBe(422);
    const wanted = [{ name: "closed", slots: 1 }];
    const claim = { lease_id: randomUUID(), wanted, wait: 20 };
    expect((await server.call("POST", "/weir/concurrency_slots/acquire", claim)).status).toBe(422);
    await server.must("PATCH", `${V2}/closed`, { limit: 1 });
    await lease(["closed"]);
    await server.must("PATCH", `${V2}/closed`, { limit: 0 });
    expect(await active("closed")).toBe(1);
    expect((await increment(["closed"])).status).toBe(422);
  });

  test("what is not held cannot be given back twice, taken away or kept: nobody else loses anything", async () => {
    await using all = await setup();
    const { server, clock, create, active, lease, renew, release } = all;
    await create({ name: "db", limit: 2 });
    await lease(["db"], 2, { lease_duration: 3600 });
    await release(randomUUID());
    await server.must("POST", `${V2}/decrement`, { names: ["db", "missing"], slots: 9 });
    expect(await active("db")).toBe(2);
    expect(await renew(randomUUID())).toBe(410);
    expect((await server.call("DELETE", `/weir/concurrency_slots/${randomUUID()}`)).status).toBe(404);
    // A lease that has run out stays so, whether it was cleared away or not, and gives back nothing of who came after.
    await create({ name: "api", limit: 1 });
    const late = await lease(["api"]);
    clock.advance(61);
    await lease(["api"]);
    expect(await renew(late.lease_id)).toBe(410);
    await release(late.lease_id);
    expect(await active("api")).toBe(1);
    expect(await active("db")).toBe(2);
  });

  describe("on tags", () => {
    const V1 = "/concurrency_limits";

    test("a tag's limit is set, read, set anew and deleted", async () => {
      await using all = await setup();
      const { server } = all;
      const first = await server.call("POST", `${V1}/`, { tag: "db", concurrency_limit: 1 });
      expect(first.status).toBe(201);
      const again = await server.call("POST", `${V1}/`, { tag: "db", concurrency_limit: 2 });
      expect(again).toMatchObject({ status: 200, body: { tag: "db", concurrency_limit: 2, active_slots: [] } });
      await server.must("POST", `${V2}/`, { name: "not-a-tag", limit: 1 });
      expect(await server.must("POST", `${V1}/filter`, {})).toHaveLength(1);
      const { id } = again.body as { id: string };
      await server.must("DELETE", `${V1}/${id}`);
      expect((await server.call("GET", `${V1}/tag/db`)).status).toBe(404);
    });

    test("task runs take a slot of each tag and give it back", async () => {
      await using all = await setup();
      const { server } = all;
      await server.must("POST", `${V1}/`, { tag: "db", concurrency_limit: 1 });
      const [one, two] = [randomUUID(), randomUUID()];
      const take = (run: string) => server.call("POST", `${V1}/increment`, { names: ["db", "free"], task_run_id: run });
      const holders = async () => (await server.must<ConcurrencyLimit>("GET", `${V1}/tag/db`)).active_slots;
      expect(await take(one)).toMatchObject({ status: 200, body: [{ name: "db", limit: 1 }] });
      expect(await holders()).toEqual([one]);
      expect((await take(two)).status).toBe(423);
      await server.must("POST", `${V1}/decrement`, { names: ["db"], task_run_id: one });
      expect((await take(two)).status).toBe(200);
      await server.must("POST", `${V1}/tag/db/reset`, { slot_override: [one] });
      expect(await holders()).toEqual([one]);
    });

    test("a task run whose state is set over REST waits for a slot of its tags", async () => {
      await using all = await setup();
      const { server } = all;
      await server.must("POST", `${V1}/`, { tag: "db", concurrency_limit: 1 });
      const flow = await server.must("POST", "/flows/", { name: "f" });
      const run = await server.must("POST", "/flow_runs/", { flow_id: flow.id, state: { type: "RUNNING" } });
      const task = (key: string) =>
        server.must("POST", "/task_runs/", { flow_run_id: run.id, task_key: key, dynamic_key: "0", tags: ["db"] });
      const [one, two] = [await task("one"), await task("two")];
      const go = (id: string, type: string) =>
        server.must<{ status: string }>("POST", `/task_runs/${id}/set_state`, { state: { type } });
      expect((await go(one.id, "RUNNING")).status).toBe("ACCEPT");
      expect((await go(two.id, "RUNNING")).status).toBe("WAIT");
      expect((await go(one.id, "COMPLETED")).status).toBe("ACCEPT");
      expect((await go(two.id, "RUNNING")).status).toBe("ACCEPT");
      await server.must("POST", `${V1}/`, { tag: "db", concurrency_limit: 0 });
      expect((await go((await task("three")).id, "RUNNING")).status).toBe("ABORT");
    });
  });
});
