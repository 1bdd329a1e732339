import { query } from "../query.ts";
import type { EventInboxTable } from "../tables.ts";

/** Keeps a batch of events; gives the number by which it is removed. */
export const insertIntoInbox = query<Omit<EventInboxTable, "seq">>()((db, p) =>
  db
    .insertInto("event_inbox")
    .values({ received: p("received"), body: p("body") })
    .returning("seq"),
);

/** All batches that are kept, in their order. */
export const readInbox = query<Record<never, never>>()((db) =>
  db.selectFrom("event_inbox").select(["seq", "received", "body"]).orderBy("seq"),
);

export const removeFromInbox = query<{ seq: number }>()((db, p) =>
  db.deleteFrom("event_inbox").where("seq", "=", p("seq")),
);
