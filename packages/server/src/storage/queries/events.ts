import type { Countable, EventFilter, Micros } from "@weir/contract";
import { sql, type Compilable, type RawBuilder } from "kysely";
import { every, orTrue, type Condition } from "../conditions.ts";
import { eventIs } from "../filters/events.ts";
import type { EventCauseTable } from "../automation-tables.ts";
import { query, type Builder, type Dialect } from "../query.ts";
import type { Transaction } from "../store.ts";
import type { EventResourceTable, EventTable } from "../tables.ts";

/** Stores an event unless its id is known; gives its place in the log. */
const insertEvent = query<Omit<EventTable, "seq">>()((db, p) =>
  db
    .insertInto("event")
    .values({
      id: p("id"),
      occurred: p("occurred"),
      received: p("received"),
      event: p("event"),
      resource_id: p("resource_id"),
      body: p("body"),
    })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .returning("seq"),
);

const insertEventResource = query<EventResourceTable>()((db, p) =>
  db
    .insertInto("event_resource")
    .values({ event_seq: p("event_seq"), resource_id: p("resource_id"), role: p("role") })
    .onConflict((conflict) => conflict.doNothing()),
);

/** The same for many at once, in their order: PostgreSQL only. */
const insertEventsFromJson = query<{ rows: string }>()((db, p) =>
  db
    .insertInto("event")
    .columns(["id", "occurred", "received", "event", "resource_id", "body"])
    .expression((eb) =>
      eb
        .selectFrom(
          sql<EventTable>`json_to_recordset(${p("rows")}::json)`.as<"e">(
            sql`e (seq integer, id uuid, occurred bigint, received bigint, event text, resource_id text, body json)`,
          ),
        )
        .select(["id", "occurred", "received", "event", "resource_id", "body"])
        .orderBy("seq"),
    )
    .onConflict((conflict) => conflict.column("id").doNothing())
    .returning(["seq", "id"]),
);

const insertEventResourcesFromJson = query<{ rows: string }>()((db, p) =>
  db
    .insertInto("event_resource")
    .columns(["event_seq", "resource_id", "role"])
    .expression((eb) =>
      eb
        .selectFrom(
          sql<EventResourceTable>`json_to_recordset(${p("rows")}::json)`.as<"r">(
            sql`r (event_seq bigint, resource_id text, role text)`,
          ),
        )
        .select(["event_seq", "resource_id", "role"]),
    )
    .onConflict((conflict) => conflict.doNothing()),
);

/**
 * Stores events whose ids are not known yet, in their order; answers for each its place in the log, and undefined for
 * those that were there. To PostgreSQL they go in one statement, since each one is a journey.
 */
export async function insertEvents(
  tx: Transaction,
  events: readonly Omit<EventTable, "seq">[],
): Promise<readonly (number | undefined)[]> {
  if (tx.dialect === "postgres" && events.length > 1) {
    // The bodies are JSON already: they become part of the text as they are.
    const rows = events.map(
      ({ body, ...row }, seq) => `${JSON.stringify({ seq, ...row }).slice(0, -1)},"body":${body}}`,
    );
    const places = new Map<string, number>();
    for (const { id, seq } of await tx.all(insertEventsFromJson, { rows: `[${rows.join()}]` })) places.set(id, seq);
    return events.map(({ id }) => {
      const seq = places.get(id);
      places.delete(id); // the same id again in this very batch
      return seq;
    });
  }
  const places: (number | undefined)[] = [];
  for (const row of events) places.push((await tx.first(insertEvent, row))?.seq);
  return places;
}

/** Adds to the index of related resources. */
export async function insertEventResources(tx: Transaction, rows: readonly EventResourceTable[]): Promise<void> {
  if (tx.dialect === "postgres" && rows.length > 1)
    await tx.run(insertEventResourcesFromJson, { rows: JSON.stringify(rows) });
  else for (const row of rows) await tx.run(insertEventResource, row);
}

/** The number of the last event; 0 if there is none. */
export const readLastEvent = query<Record<never, never>>()((db) =>
  db.selectFrom("event").select((eb) => eb.fn.coalesce(eb.fn.max("seq"), sql<number>`0`).as("seq")),
);

/** Events in a row: by the time they occurred, and where that is the same, as they came. */
export interface EventRange {
  readonly filter: EventFilter;
  /** Nothing that was stored after this event: the pages of one list stay the same while events arrive. */
  readonly upTo?: number | undefined;
  /** Ascending only: what comes after this place. */
  readonly after?: { readonly occurred: Micros; readonly seq: number } | undefined;
  readonly limit: number;
  readonly offset?: number;
}

const COLUMNS = ["event.seq", "event.id", "event.occurred", "event.received", "event.body"] as const;

const matching = (dialect: Dialect, { filter, upTo, after }: Omit<EventRange, "limit">): Condition =>
  orTrue(
    every(
      eventIs(dialect, filter),
      upTo === undefined ? undefined : sql`event.seq <= ${upTo}`,
      after && sql`(event.occurred, event.seq) > (${after.occurred}, ${after.seq})`,
    ),
  );

export const filterEvents = (dialect: Dialect, range: EventRange) => (db: Builder) => {
  const direction = range.filter.order === "ASC" ? "asc" : "desc";
  if (!range.filter.resource?.distinct)
    return db
      .selectFrom("event")
      .select(COLUMNS)
      .where(matching(dialect, range))
      .orderBy("event.occurred", direction)
      .orderBy("event.seq", direction)
      .limit(range.limit)
      .offset(range.offset ?? 0);
  const ordered = sql.raw(direction);
  return db
    .selectFrom(
      db
        .selectFrom("event")
        .select(COLUMNS)
        .select(
          sql<number>`row_number() over (
            partition by event.resource_id order by event.occurred ${ordered}, event.seq ${ordered})`.as("place"),
        )
        .where(matching(dialect, range))
        .as("ranked"),
    )
    .select(["seq", "id", "occurred", "received", "body"])
    .where("place", "=", 1)
    .orderBy("occurred", direction)
    .orderBy("seq", direction)
    .limit(range.limit)
    .offset(range.offset ?? 0);
};

/** How many events (of different resources, if the filter says so) there are. */
export const countEvents = (dialect: Dialect, range: Omit<EventRange, "limit">) => (db: Builder) =>
  db
    .selectFrom("event")
    .select(
      range.filter.resource?.distinct
        ? sql<number>`count(distinct event.resource_id)`.as("count")
        : sql<number>`count(*)`.as("count"),
    )
    .where(matching(dialect, range));

/** Events by their place in the log. */
export const readEventsBySeq = (seqs: readonly number[]) => (db: Builder) =>
  db.selectFrom("event").select(COLUMNS).where("event.seq", "in", seqs).orderBy("event.seq");

export interface EventGroup {
  readonly value: string;
  readonly label: string;
  readonly count: number;
  readonly oldest: Micros;
  readonly latest: Micros;
}

/** Most groups that are told apart; the largest are. */
const MAX_GROUPS = 10_000;

/** How many events there are of each name, or about each resource with its newest name. */
export const countEventsBy =
  (dialect: Dialect, countable: Exclude<Countable, "day" | "time">, filter: EventFilter) =>
  (db: Builder): Compilable<EventGroup> => {
    const column = sql.ref<string>(countable === "event" ? "event.event" : "event.resource_id");
    const groups = db
      .selectFrom("event")
      .select([
        column.as("value"),
        sql<number>`count(*)`.as("count"),
        sql<number>`min(event.occurred)`.as("oldest"),
        sql<number>`max(event.occurred)`.as("latest"),
      ])
      .where(matching(dialect, { filter }))
      .groupBy(column)
      .orderBy("count", "desc")
      .orderBy("value")
      .limit(MAX_GROUPS)
      .as("g");
    const name = (label: string): RawBuilder<string> =>
      sql<string>`${sql.ref("e.body")} -> 'resource' ->> ${sql.lit(label)}`;
    const label =
      countable === "event"
        ? sql<string>`g.value`
        : sql<string>`coalesce((
            select coalesce(${name("prefect.resource.name")}, ${name("prefect.name")}) from event as e
            where e.resource_id = g.value and e.occurred = g.latest limit 1), g.value)`;
    return db
      .selectFrom(groups)
      .select(["g.value", "g.count", "g.oldest", "g.latest", label.as("label")])
      .orderBy("g.count", "desc")
      .orderBy("label");
  };

/** How many events occurred in each stretch of time of length `step`, numbered from `start` on. */
export const countEventsByTime =
  (dialect: Dialect, filter: EventFilter, start: Micros, step: Micros) => (db: Builder) =>
    db
      .selectFrom("event")
      .select([
        // The casts make it a division of whole numbers on both databases.
        sql<number>`(event.occurred - cast(${start} as bigint)) / cast(${step} as bigint)`.as("bucket"),
        sql<number>`count(*)`.as("count"),
      ])
      .where(matching(dialect, { filter }))
      .groupBy(sql`1`);

/** Removes the oldest events before a time, no more than a limit. */
export const deleteEventsBefore = query<{ before: number; limit: number }>()((db, p) =>
  db
    .deleteFrom("event")
    .where("seq", "in", (eb) =>
      eb.selectFrom("event").select("seq").where("occurred", "<", p("before")).orderBy("occurred").limit(p("limit")),
    ),
);

/** A heartbeat's place among all of them. */
export interface HeartbeatPlace {
  readonly occurred: Micros;
  readonly seq: number;
}

/**
 * Heartbeats in the order in which they occurred, and whether another one of the same run follows. Their name stands in
 * the query itself, so that it is seen to fit the index that has heartbeats alone.
 */
export const heartbeatsAfter = (after: HeartbeatPlace, before: Micros, limit: number) => (db: Builder) =>
  db
    .selectFrom("event")
    .select(["event.seq", "event.occurred"])
    .select(
      sql<number | boolean>`exists (select 1 from event as newer where newer.resource_id = event.resource_id
        and newer.occurred > event.occurred and newer.event = 'prefect.flow-run.heartbeat')`.as("is_superseded"),
    )
    .where(sql<boolean>`event.event = 'prefect.flow-run.heartbeat'`)
    .where("event.occurred", "<", before)
    .where((eb) =>
      eb.or([
        eb("event.occurred", ">", after.occurred),
        eb.and([eb("event.occurred", "=", after.occurred), eb("event.seq", ">", after.seq)]),
      ]),
    )
    .orderBy("event.occurred")
    .orderBy("event.seq")
    .limit(limit);

export const deleteEvents = (seqs: readonly number[]) => (db: Builder) =>
  db.deleteFrom("event").where("seq", "in", seqs);

export const insertEventCause = query<EventCauseTable>()((db, p) =>
  db.insertInto("event_cause").values({ event_id: p("event_id"), automation_id: p("automation_id") }),
);

export const readEventCause = query<{ event_id: string }>()((db, p) =>
  db.selectFrom("event_cause").select("automation_id").where("event_id", "=", p("event_id")),
);
