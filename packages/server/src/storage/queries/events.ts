import { query } from "../query.ts";
import type { EventResourceTable, EventTable } from "../tables.ts";

/** Stores an event unless its id is known; gives its place in the log. */
export const insertEvent = query<Omit<EventTable, "seq">>()((db, p) =>
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

export const insertEventResource = query<EventResourceTable>()((db, p) =>
  db
    .insertInto("event_resource")
    .values({ event_seq: p("event_seq"), resource_id: p("resource_id"), role: p("role") })
    .onConflict((conflict) => conflict.doNothing()),
);
