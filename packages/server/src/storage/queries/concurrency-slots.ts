/** The slots that are held. A row counts until it is given back or its lease runs out. */
import { sql } from "kysely";
import { query, type Builder } from "../query.ts";
import type { ConcurrencySlotTable } from "../tables.ts";

export const insertSlot = query<ConcurrencySlotTable>()((db, p) =>
  db.insertInto("concurrency_slot").values({
    id: p("id"),
    limit_id: p("limit_id"),
    lease_id: p("lease_id"),
    holder_type: p("holder_type"),
    holder_id: p("holder_id"),
    slots: p("slots"),
    since: p("since"),
    expires: p("expires"),
  }),
);

const alive = (now: number) => sql<boolean>`(expires is null or expires > ${now})`;

/** How many slots of each limit are held; limits with none are not in the answer. */
export const countSlotsOf = (limitIds: readonly string[], now: number) => (db: Builder) =>
  db
    .selectFrom("concurrency_slot")
    .select(["limit_id", sql<number>`sum(slots)`.as("held")])
    .where("limit_id", "in", limitIds)
    .where(alive(now))
    .groupBy("limit_id");

/** How many slots of one limit are held; null where none is. */
export const countSlots = query<{ limit_id: string; now: number }>()((db, p) =>
  db
    .selectFrom("concurrency_slot")
    .select(sql<number | null>`sum(slots)`.as("held"))
    .where("limit_id", "=", p("limit_id"))
    .where(alive(p("now"))),
);

/** The slots of a limit that are held, oldest first. */
export const readSlots = query<{ limit_id: string; now: number }>()((db, p) =>
  db
    .selectFrom("concurrency_slot")
    .selectAll()
    .where("limit_id", "=", p("limit_id"))
    .where(alive(p("now")))
    .orderBy("since")
    .orderBy("id"),
);

/** The flow runs that hold slots of a limit, oldest first. */
export const readRunsHolding = (limitId: string, now: number, limit: number) => (db: Builder) =>
  db
    .selectFrom("concurrency_slot")
    .innerJoin("flow_run", "flow_run.id", "concurrency_slot.holder_id")
    .select(["flow_run.id as id", "flow_run.name as name"])
    .where("concurrency_slot.limit_id", "=", limitId)
    .where(alive(now))
    .orderBy("concurrency_slot.since")
    .limit(limit);

export const readLease = query<{ lease_id: string }>()((db, p) =>
  db.selectFrom("concurrency_slot").selectAll().where("lease_id", "=", p("lease_id")),
);

/** One row if the lease has not run out. */
export const readLiveLease = query<{ lease_id: string; now: number }>()((db, p) =>
  db
    .selectFrom("concurrency_slot")
    .select("lease_id")
    .where("lease_id", "=", p("lease_id"))
    .where(alive(p("now")))
    .limit(1),
);

/** What a holder has of the limits, whether under a lease or not. */
export const readSlotsOfHolder = query<{ holder_type: string; holder_id: string }>()((db, p) =>
  db
    .selectFrom("concurrency_slot")
    .selectAll()
    .where("holder_id", "=", p("holder_id"))
    .where("holder_type", "=", p("holder_type")),
);

export const deleteSlotsOfHolder = query<{ holder_type: string; holder_id: string }>()((db, p) =>
  db.deleteFrom("concurrency_slot").where("holder_id", "=", p("holder_id")).where("holder_type", "=", p("holder_type")),
);

/** Who holds slots of these limits. */
export const readHolders = (limitIds: readonly string[], holderType: string, now: number) => (db: Builder) =>
  db
    .selectFrom("concurrency_slot")
    .select(["limit_id", "holder_id"])
    .where("limit_id", "in", limitIds)
    .where("holder_type", "=", holderType)
    .where("holder_id", "is not", null)
    .where(alive(now))
    .orderBy("since")
    .orderBy("id");

/** Keeps a lease that has not run out. */
export const renewLease = query<{ lease_id: string; expires: number; now: number }>()((db, p) =>
  db
    .updateTable("concurrency_slot")
    .set({ expires: p("expires") })
    .where("lease_id", "=", p("lease_id"))
    .where("expires", ">", p("now")),
);

/** Turns leased slots into slots that are held until they are given back. */
export const forgetLease = query<{ lease_id: string }>()((db, p) =>
  db.updateTable("concurrency_slot").set({ lease_id: null, expires: null }).where("lease_id", "=", p("lease_id")),
);

export const deleteLease = query<{ lease_id: string }>()((db, p) =>
  db.deleteFrom("concurrency_slot").where("lease_id", "=", p("lease_id")),
);

export const deleteSlot = query<{ id: string }>()((db, p) =>
  db.deleteFrom("concurrency_slot").where("id", "=", p("id")),
);

export const resizeSlot = query<{ id: string; slots: number }>()((db, p) =>
  db
    .updateTable("concurrency_slot")
    .set({ slots: p("slots") })
    .where("id", "=", p("id")),
);

/** Takes a leased row off its limit; the lease itself lives on. */
export const detachSlot = query<{ id: string }>()((db, p) =>
  db.updateTable("concurrency_slot").set({ limit_id: null }).where("id", "=", p("id")),
);

/** Removes what nobody can give back any more, before its limit goes. */
export const deleteUnleasedSlots = query<{ limit_id: string }>()((db, p) =>
  db.deleteFrom("concurrency_slot").where("limit_id", "=", p("limit_id")).where("lease_id", "is", null),
);

/** Removes all slots of a limit together with their leases, whatever else those hold. */
export const revokeLeases = query<{ limit_id: string }>()((db, p) =>
  db
    .deleteFrom("concurrency_slot")
    .where((eb) =>
      eb.or([
        eb("limit_id", "=", p("limit_id")),
        eb(
          "lease_id",
          "in",
          eb
            .selectFrom("concurrency_slot as other")
            .select("other.lease_id")
            .where("other.limit_id", "=", p("limit_id")),
        ),
      ]),
    ),
);

/** Leases that ran out, oldest first. */
export const readExpiredLeases = query<{ now: number; limit: number }>()((db, p) =>
  db
    .selectFrom("concurrency_slot")
    .select("lease_id")
    .distinct()
    .where("expires", "<=", p("now"))
    .where("lease_id", "is not", null)
    .limit(p("limit")),
);

export const readSlot = query<{ id: string }>()((db, p) =>
  db.selectFrom("concurrency_slot").selectAll().where("id", "=", p("id")),
);

/** When the first of the leases on these limits runs out, if nobody renews it. */
export const readNextExpiry = (limitIds: readonly string[], now: number) => (db: Builder) =>
  db
    .selectFrom("concurrency_slot")
    .select((eb) => eb.fn.min("expires").as("time"))
    .where("limit_id", "in", limitIds)
    .where("expires", ">", now);
