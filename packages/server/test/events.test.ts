/** Events through the API, on both databases. */
import { randomUUID } from "node:crypto";
import { formatTime, parseTime, type Event, type EventCount, type EventFilter, type EventPage } from "@weir/contract";
import { DIALECTS } from "@weir/testkit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { eventMatcher } from "../src/events/event-filter.ts";
import { ManualClock, testServer, type TestServer } from "./support.ts";

const START = parseTime("2026-05-04T10:00:00Z");
const after = (seconds: number): string => formatTime(START + seconds * 1e6);

const made = (name: string, more: Partial<Event> = {}): Event => ({
  id: randomUUID(),
  occurred: after(0),
  event: name,
  resource: { "prefect.resource.id": `thing.${name}` },
  related: [],
  payload: {},
  follows: null,
  ...more,
});

/** A server in which it is a minute past the start. */
const setup = (dialect: (typeof DIALECTS)[number]) =>
  testServer(dialect, { clock: new ManualClock(START + 60_000_000) });

const list = (server: TestServer, filter: EventFilter, limit = 50): Promise<EventPage> =>
  server.must("POST", "/events/filter", { filter, limit });
const names = (page: EventPage): string[] => page.events.map(({ event }) => event);
const count = (server: TestServer, by: string, body: object): Promise<EventCount[]> =>
  server.must("POST", `/events/count-by/${by}`, body);
const next = (server: TestServer, { next_page }: EventPage): Promise<EventPage> =>
  server.must("GET", next_page!.replace("http://test/api", ""));

const word = fc.constantFrom("ab", "aB", "a.b", "a*", "b%c", "x_y", "é", "");
const id = fc.constantFrom("kind.a", "kind.b", "kind.A", "other.a*b", "other.%");
const role = fc.constantFrom("flow", "tag");
const labels = fc.record({ colour: word, size: word }, { requiredKeys: [] });
const resource = fc.tuple(id, labels).map(([own, more]) => ({ "prefect.resource.id": own, ...more }));
const related = fc.array(
  fc.tuple(resource, role).map(([own, part]) => ({ ...own, "prefect.resource.role": part })),
  { maxLength: 2 },
);
const events = fc.array(
  fc.record({
    event: fc.constantFrom("demo.one", "demo.two", "Demo.one", "de%o"),
    seconds: fc.integer({ min: 0, max: 5 }),
    resource,
    related,
    payload: fc.record({ note: word }, { requiredKeys: [] }),
  }),
  { minLength: 1, maxLength: 12 },
);

const some = <T>(item: fc.Arbitrary<T>) => fc.array(item, { maxLength: 2 });
const pattern = fc.constantFrom("*", "a*", "!a*", "a?", "kind.*", "!kind.?", "*%", "a.b", "x_*", "é", "flow");
const specification = fc.dictionary(
  fc.constantFrom("colour", "size", "prefect.resource.id", "prefect.resource.role"),
  fc.oneof(pattern, some(pattern)),
  { maxKeys: 2 },
);
const optional = <T>(of: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(of, { requiredKeys: [] }) as fc.Arbitrary<T>;
const prefix = fc.constantFrom("demo.", "Demo", "de%", "kind.", "other", "");
const anyResource = optional({ id: some(id), id_prefix: some(prefix), labels: specification });
const relatedFilter = optional({
  id: some(id),
  role: some(role),
  resources_in_roles: some(fc.tuple(id, role)),
  labels: specification,
});
const name = fc.constantFrom("demo.one", "demo.two", "none");
const filter = optional<EventFilter>({
  event: optional({ prefix: some(prefix), exclude_prefix: some(prefix), name: some(name), exclude_name: some(name) }),
  resource: anyResource,
  any_resource: fc.oneof(anyResource, some(anyResource)),
  related: fc.oneof(relatedFilter, some(relatedFilter)),
  text: fc.record({ query: fc.constantFrom("", "ab", "-ab", "+a.b kind", '"a*" -demo', "é", "DEMO.two") }),
  order: fc.constantFrom("ASC", "DESC"),
}).chain((parts) =>
  fc
    .tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 }))
    .map(([since, until]) => ({ ...parts, occurred: { since: after(since), until: after(until) } })),
);

describe.each(DIALECTS)("events on %s", (dialect) => {
  test("a filter means the same in the database and on a live socket", async () => {
    await using server = await setup(dialect);
    await fc.assert(
      fc.asyncProperty(events, fc.array(filter, { minLength: 1, maxLength: 10 }), async (given, filters) => {
        const stored = given.map(({ event, seconds, ...parts }) => made(event, { ...parts, occurred: after(seconds) }));
        await server.must("POST", "/events", stored);
        for (const wanted of filters) {
          const ours: EventFilter = { ...wanted, id: { id: stored.map((event) => event.id) } };
          const matches = eventMatcher(ours, START);
          const expected = stored.filter((event) => matches(event, parseTime(event.occurred)));
          const page = await list(server, ours);
          expect(page.total).toBe(expected.length);
          expect(page.events.map((event) => event.id).sort()).toEqual(expected.map((event) => event.id).sort());
          const times = page.events.map((event) => event.occurred);
          const sorted = times.toSorted();
          expect(times).toEqual(ours.order === "ASC" ? sorted : sorted.reverse());
        }
      }),
      { numRuns: 40 },
    );
  });

  test("an event is stored as it came, once, with when it was received", async () => {
    await using server = await setup(dialect);
    const event = made("whole", { payload: { deep: { list: [1, 2.5, "é", null] } }, follows: randomUUID() });
    await server.must("POST", "/events", [event]);
    await server.must("POST", "/events", [event, { ...event, event: "another" }]);
    const { received, ...stored } = (await list(server, {})).events[0]!;
    expect(stored).toEqual(event);
    expect(parseTime(received!)).toBeGreaterThan(START);
    expect((await list(server, {})).total).toBe(1);
  });

  test("one event that is not valid refuses its whole batch, and is named", async () => {
    await using server = await setup(dialect);
    const { status, body } = await server.call("POST", "/events", [made("fine"), { ...made("bad"), resource: {} }]);
    expect(status).toBe(422);
    expect(body).toMatchObject({
      exception_detail: [
        {
          type: "value_error",
          loc: ["body", 1, "resource"],
          msg: "Value error, Resources must include the prefect.resource.id label",
        },
      ],
    });
    expect((await list(server, {})).total).toBe(0);
  });

  test("an event that is too large is refused, and said to be", async () => {
    await using server = await setup(dialect);
    const { status } = await server.call("POST", "/events", [made("large", { payload: { x: "x".repeat(1_500_000) } })]);
    expect(status).toBe(413);
  });

  test("pages do not shift while events arrive, and their total does not move", async () => {
    await using server = await setup(dialect);
    const seven = Array.from({ length: 7 }, (_, index) => made(`e${index}`, { occurred: after(index) }));
    await server.must("POST", "/events", seven);
    const first = await list(server, { event: { prefix: ["e"] } }, 3);
    await server.must("POST", "/events", [
      made("e-late", { occurred: after(5) }),
      made("e-later", { occurred: after(1) }),
    ]);
    const second = await next(server, first);
    const third = await next(server, second);
    expect([first, second, third].map((page) => page.total)).toEqual([7, 7, 7]);
    expect([first, second, third].flatMap(names)).toEqual(seven.map(({ event }) => event).reverse());
    expect(third.next_page).toBeNull();
  });

  test("a page token that we did not make is forbidden", async () => {
    await using server = await setup(dialect);
    const token = (value: unknown) =>
      Buffer.from(Buffer.from(JSON.stringify(value)).toString("base64")).toString("base64");
    const place = { count: 1, page_size: 1, offset: 0, up_to: 1 };
    for (const given of ["garbage", token(null), token({ filter: {} }), token({ ...place, filter: { bogus: 1 } })])
      expect(await server.call("GET", `/events/filter/next?page-token=${given}`)).toEqual({
        status: 403,
        body: { detail: "Forbidden" },
      });
  });

  test("limits: none gives a page, more than fifty are refused, and ids bound a page", async () => {
    await using server = await setup(dialect);
    const event = made("only");
    await server.must("POST", "/events", [event]);
    expect(await list(server, {}, 0)).toMatchObject({ events: [], total: 1 });
    expect((await server.call("POST", "/events/filter", { limit: 51 })).status).toBe(422);
    expect(names(await list(server, { id: { id: [event.id.toUpperCase()] } }))).toEqual(["only"]);
  });

  test("of each resource only the newest event is shown, if that is wanted", async () => {
    await using server = await setup(dialect);
    const about = (own: string, at: number) =>
      made(`${own}${at}`, { occurred: after(at), resource: { "prefect.resource.id": own } });
    await server.must("POST", "/events", [about("a", 1), about("a", 3), about("b", 2), about("b", 4), about("b", 0)]);
    const newest = await list(server, { resource: { distinct: true } });
    expect([newest.total, names(newest)]).toEqual([2, ["b4", "a3"]]);
    expect(names(await list(server, { order: "ASC", resource: { distinct: true } }))).toEqual(["b0", "a1"]);
  });

  test("counts by name and by resource, the most frequent first, with the newest name", async () => {
    await using server = await setup(dialect);
    const about = (event: string, own: string, label: string | undefined, at: number) =>
      made(event, {
        occurred: after(at),
        resource: { "prefect.resource.id": own, ...(label ? { "prefect.resource.name": label } : {}) },
      });
    await server.must("POST", "/events", [
      about("one", "r.1", "old name", 0),
      about("one", "r.1", "new name", 3),
      about("two", "r.2", undefined, 2),
    ]);
    expect(await count(server, "event", { filter: {} })).toEqual([
      { value: "one", label: "one", count: 2, start_time: after(0), end_time: after(3) },
      { value: "two", label: "two", count: 1, start_time: after(2), end_time: after(2) },
    ]);
    expect(await count(server, "resource", { filter: {} })).toEqual([
      { value: "r.1", label: "new name", count: 2, start_time: after(0), end_time: after(3) },
      { value: "r.2", label: "r.2", count: 1, start_time: after(2), end_time: after(2) },
    ]);
  });

  test("counts over time have every stretch, also empty ones, up to the end of the present one", async () => {
    await using server = await setup(dialect);
    await server.must("POST", "/events", [
      made("a", { occurred: after(1) }),
      made("b", { occurred: after(59) }),
      made("c", { occurred: formatTime(START - 60e6) }),
    ]);
    const bounds = { since: formatTime(START - 90e6), until: after(3600) };
    const minutes = await count(server, "time", { filter: { occurred: bounds }, time_unit: "minute" });
    expect(minutes).toEqual([
      {
        value: "0",
        label: "2026-05-04T09:58:00+00:00",
        count: 0,
        start_time: "2026-05-04T09:58:00.000000Z",
        end_time: "2026-05-04T09:58:59.999999Z",
      },
      expect.objectContaining({ value: "1", count: 1 }),
      expect.objectContaining({ value: "2", label: "2026-05-04T10:00:00+00:00", count: 2 }),
      expect.objectContaining({ value: "3", label: "2026-05-04T10:01:00+00:00", count: 0 }),
    ]);
    const halves = await count(server, "time", {
      filter: { occurred: { since: after(0), until: after(2) } },
      time_unit: "second",
      time_interval: 0.5,
    });
    expect(halves.map(({ label, count: found }) => [label, found])).toEqual([
      ["2026-05-04T10:00:00+00:00", 0],
      ["2026-05-04T10:00:00.500000+00:00", 0],
      ["2026-05-04T10:00:01+00:00", 1],
      ["2026-05-04T10:00:01.500000+00:00", 0],
    ]);
    expect(await count(server, "day", { filter: { occurred: bounds }, time_unit: "hour" })).toMatchObject([
      { value: "0", label: "2026-05-04T00:00:00+00:00", count: 3 },
    ]);
  });

  test("more stretches of time than anybody can look at are refused", async () => {
    await using server = await setup(dialect);
    const { status, body } = await server.call("POST", "/events/count-by/time", { filter: {}, time_unit: "minute" });
    expect(status).toBe(422);
    expect(body).toMatchObject({ detail: expect.stringContaining("which is too many") as string });
  });
});
