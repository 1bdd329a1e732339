/** The rule lab: a trigger tried on stored events does what it would have done, had it listened. */
import { randomUUID } from "node:crypto";
import { formatTime, type Event, type EventPage, type Rehearsal } from "@weir/contract";
import { DIALECTS } from "@weir/testkit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { automationServer, emit, eventsNamed, REACTIVE } from "./automation-server.ts";
import { testServer, type TestServer } from "./support.ts";

const BEGIN = Date.UTC(2026, 0, 1) * 1000;
/** Seconds between two looks, and so between two steps of a test. */
const STEP = 5;

const rehearse = (server: TestServer, trigger: object, since: number, until?: number): Promise<Rehearsal> =>
  server.must<Rehearsal>("POST", "/weir/automations/dry_run", {
    trigger,
    since: formatTime(since),
    ...(until && { until: formatTime(until) }),
  });

/** A server whose time stands still until a test moves it. */
async function stillServer() {
  let time = BEGIN;
  const server = await testServer("sqlite", {
    clock: { now: () => time },
    settings: { server_automations_interval: STEP },
  });
  const service = server.app.services.find(({ name }) => name === "automations")!;
  return Object.assign(server, {
    at: (next: number) => (time = next),
    react: () => service.runOnce(time),
  });
}

const NAMES = ["a.begins", "a.ends", "b"] as const;

const eventTrigger = fc
  .record({
    posture: fc.constantFrom("Reactive", "Proactive"),
    // None would be all: also those that tell of its own firings, which the lab has not.
    expect: fc.subarray([...NAMES], { minLength: 1 }),
    after: fc.oneof(
      { weight: 3, arbitrary: fc.constant<string[]>([]) },
      { weight: 1, arbitrary: fc.subarray([...NAMES]) },
    ),
    match: fc.constantFrom({}, { "prefect.resource.id": "thing.1" }, { colour: ["red", "b*"] }),
    for_each: fc.constantFrom([], ["prefect.resource.id"], ["colour", "prefect.resource.id"]),
    threshold: fc.integer({ min: 1, max: 4 }),
    within: fc.constantFrom(0, 10, 12.5, 20, 60),
  })
  .map((made) => ({
    type: "event",
    ...made,
    within: made.posture === "Proactive" ? Math.max(10, made.within) : made.within,
  }));

const trigger = fc.oneof(
  { weight: 3, arbitrary: eventTrigger },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant("compound"),
      triggers: fc.array(eventTrigger, { minLength: 2, maxLength: 3 }),
      require: fc.constantFrom("any", "all", 2),
      within: fc.constantFrom(null, 20, 60),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant("sequence"),
      triggers: fc.array(eventTrigger, { minLength: 2, maxLength: 3 }),
      within: fc.constantFrom(null, 60),
    }),
  },
);

const event = fc.record({
  step: fc.integer({ min: 0, max: 30 }),
  event: fc.constantFrom(...NAMES),
  resource: fc.record({
    "prefect.resource.id": fc.constantFrom("thing.1", "thing.2"),
    colour: fc.constantFrom("red", "blue", "grey"),
  }),
  /** How much older than its arrival it is, in seconds. */
  late: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: -5, max: 100 }) }),
});

test("the lab says what happens: any trigger, any events", { timeout: 120_000 }, async () => {
  await using server = await stillServer();
  let begins = BEGIN;
  let fired = 0;
  await fc.assert(
    fc.asyncProperty(trigger, fc.array(event, { maxLength: 25 }), async (made, events) => {
      // Another hour for each, so that none sees the events of the ones before.
      begins += 3600e6;
      server.at(begins);
      await server.must("DELETE", "/automations/owned-by/thing.0");
      const body = { name: "tried", trigger: made, actions: [{ type: "do-nothing" }], owner_resource: "thing.0" };
      const { id } = await server.must("POST", "/automations/", body);
      const sent = [...events].sort((one, other) => one.step - other.step);
      for (let step = 0; step <= 50; step++) {
        server.at(begins + step * STEP * 1e6);
        await server.react();
        server.at(begins + (step * STEP + 1) * 1e6);
        const now = sent.filter((each) => each.step === step);
        if (now.length > 0)
          await server.must(
            "POST",
            "/events",
            now.map(({ late, ...each }) => ({
              id: randomUUID(),
              event: each.event,
              resource: each.resource,
              occurred: formatTime(begins + (step * STEP + 1 - late) * 1e6),
            })),
          );
      }
      server.at(begins + 51 * STEP * 1e6);
      await server.react();
      const live = (
        await server.must<EventPage>("POST", "/events/filter", {
          limit: 50,
          filter: {
            event: { name: ["prefect.automation.triggered"] },
            resource: { id: [`prefect.automation.${id}`] },
            occurred: { since: formatTime(begins), until: formatTime(begins + 3600e6) },
            order: "ASC",
          },
        })
      ).events.map(({ payload }) => [
        payload!["triggering_labels"],
        (payload!["triggering_event"] as Event | null)?.id,
      ]);
      const lab = await rehearse(server, made, begins, begins + 51 * STEP * 1e6 + 1);
      // A page ends after 50, and of those that fire at once it may have any.
      if (live.length === 50) {
        expect(lab.firing_count).toBeGreaterThanOrEqual(50);
        return;
      }
      const rehearsed = lab.firings.map(({ labels, event: cause }) => [labels, cause?.id]);
      // Windows that end together are looked at in the database's order.
      expect(rehearsed.map((each) => JSON.stringify(each)).sort()).toEqual(
        live.map((each) => JSON.stringify(each)).sort(),
      );
      fired += live.length;
    }),
    { numRuns: 60, seed: 20260 },
  );
  expect(fired).toBeGreaterThan(50);
});

describe.each(DIALECTS)("the rule lab on %s", (dialect) => {
  test("names the firings with their events, and what was missing for others", async () => {
    await using server = await automationServer(dialect);
    const since = server.clock.now();
    await emit(server, "too.early");
    server.clock.advance(60);
    const beginning = server.clock.now();
    const wanted = {
      ...REACTIVE,
      expect: ["order.failed"],
      match: { "prefect.resource.id": "shop.*" },
      threshold: 3,
      within: 60,
    };
    const ids: string[] = [];
    for (let count = 0; count < 3; count++) ids.push(await emit(server, "order.failed", "shop.1"));
    await emit(server, "order.failed", "elsewhere.1");
    await emit(server, "Order.Failed", "shop.1");
    server.clock.advance(120);
    await emit(server, "order.failed", "shop.2");
    await emit(server, "order.failed", "shop.2");
    server.clock.advance(120);
    const found = await rehearse(server, wanted, beginning);
    expect(found).toMatchObject({ events: 7, matched: 5, is_cut: false, firing_count: 1 });
    expect(found.firings[0]!.events.map(({ id }) => id)).toEqual(ids);
    expect(found.firings[0]!.event).toMatchObject({
      id: ids[2],
      resource_id: "shop.1",
      resource_name: "name of shop.1",
    });
    expect(found.near_misses).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          condition: "match",
          place: "trigger",
          count: 1,
          examples: [expect.objectContaining({ detail: 'prefect.resource.id is "elsewhere.1", not "shop.*"' })],
        }),
        expect.objectContaining({
          condition: "name",
          examples: [expect.objectContaining({ detail: 'its name is written otherwise than "order.failed"' })],
        }),
        expect.objectContaining({
          condition: "threshold",
          examples: [expect.objectContaining({ detail: "2 of 3 events came within 60 seconds" })],
        }),
      ]),
    );
    // Nothing was done, and nothing is kept.
    expect(await eventsNamed(server, "prefect.automation.triggered")).toEqual([]);
    expect(await rehearse(server, { ...REACTIVE, expect: ["too.early"] }, since)).toMatchObject({ firing_count: 1 });
    expect(await rehearse(server, { ...REACTIVE, expect: ["too.early"] }, beginning)).toMatchObject({
      firing_count: 0,
    });
  });

  test("composite triggers: which of their parts did not fire, and in which order they did", async () => {
    await using server = await automationServer(dialect);
    const since = server.clock.now();
    for (const name of ["two", "one"]) await emit(server, name);
    const child = (name: string) => ({ ...REACTIVE, expect: [name] });
    const both = { within: 60, triggers: [child("one"), child("two")] };
    expect(await rehearse(server, { type: "compound", require: "all", ...both }, since)).toMatchObject({
      firing_count: 1,
    });
    const ordered = await rehearse(server, { type: "sequence", ...both }, since);
    expect(ordered).toMatchObject({ firing_count: 0, near_misses: [{ condition: "order", place: "trigger" }, {}] });
    const alone = { type: "compound", require: "all", within: 60, triggers: [child("one"), child("three")] };
    expect((await rehearse(server, alone, since)).near_misses).toMatchObject([
      { condition: "together", count: 1, examples: [{ detail: "1 of its 2 triggers fired within 60 seconds" }] },
    ]);
  });

  test("what did not come", async () => {
    await using server = await automationServer(dialect);
    const since = server.clock.now();
    await emit(server, "begins", "thing.1");
    await emit(server, "begins", "thing.2");
    server.clock.advance(20);
    await emit(server, "ends", "thing.2");
    await emit(server, "ends", "thing.3");
    server.clock.advance(60);
    const stuck = {
      type: "event",
      posture: "Proactive",
      after: ["begins"],
      expect: ["ends"],
      for_each: ["prefect.resource.id"],
      within: 30,
    };
    const found = await rehearse(server, stuck, since);
    expect(found.firings).toMatchObject([
      { labels: { "prefect.resource.id": "thing.1" }, event: { event: "begins", resource_id: "thing.1" } },
    ]);
    expect(found.near_misses).toMatchObject([
      { condition: "after", count: 1, examples: [{ event: { resource_id: "thing.3" } }] },
    ]);
  });

  test("refuses a time that is none, and a trigger that is none", async () => {
    await using server = await automationServer(dialect);
    const now = formatTime(server.clock.now());
    const ask = (body: object) => server.call("POST", "/weir/automations/dry_run", body);
    expect((await ask({ trigger: REACTIVE, since: now, until: "2020-01-01T00:00:00Z" })).status).toBe(422);
    expect((await ask({ trigger: REACTIVE, since: "yesterday" })).status).toBe(422);
    const refused = await ask({ trigger: { type: "event", posture: "Reactive", threshold: "many" }, since: now });
    expect([refused.status, JSON.stringify(refused.body)]).toEqual([422, expect.stringContaining("threshold")]);
  });
});
