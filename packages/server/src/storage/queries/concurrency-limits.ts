import {
  formatTime,
  type ConcurrencyLimitV2,
  type GlobalConcurrencyLimitResponse,
  type MinimalConcurrencyLimitResponse,
} from "@weir/contract";
import { sql } from "kysely";
import { query, type Builder } from "../query.ts";
import type { ConcurrencyLimitTable } from "../tables.ts";

export const toGlobalLimit = (row: ConcurrencyLimitTable, activeSlots: number): GlobalConcurrencyLimitResponse => ({
  id: row.id,
  created: formatTime(row.created),
  updated: formatTime(row.updated),
  active: row.active === 1,
  name: row.name,
  limit: row.limit,
  active_slots: activeSlots,
  slot_decay_per_second: row.slot_decay_per_second,
});

export const toLimit = (row: ConcurrencyLimitTable, activeSlots: number): ConcurrencyLimitV2 => ({
  ...toGlobalLimit(row, activeSlots),
  denied_slots: row.denied_slots,
  avg_slot_occupancy_seconds: row.avg_slot_occupancy_seconds,
});

export const toMinimalLimit = ({ id, name, limit }: ConcurrencyLimitTable): MinimalConcurrencyLimitResponse => ({
  id,
  name,
  limit,
});

export const insertLimit = query<ConcurrencyLimitTable>()((db, p) =>
  db.insertInto("concurrency_limit").values({
    id: p("id"),
    created: p("created"),
    updated: p("updated"),
    name: p("name"),
    active: p("active"),
    limit: p("limit"),
    denied_slots: p("denied_slots"),
    slot_decay_per_second: p("slot_decay_per_second"),
    avg_slot_occupancy_seconds: p("avg_slot_occupancy_seconds"),
    decayed: p("decayed"),
  }),
);

export const readLimit = query<{ id: string }>()((db, p) =>
  db.selectFrom("concurrency_limit").selectAll().where("id", "=", p("id")),
);

export const readLimitByName = query<{ name: string }>()((db, p) =>
  db.selectFrom("concurrency_limit").selectAll().where("name", "=", p("name")),
);

export const readLimitsOf = (ids: readonly string[]) => (db: Builder) =>
  db.selectFrom("concurrency_limit").selectAll().where("id", "in", ids);

/** Reads a limit whose slots are about to change; on PostgreSQL other transactions wait for this one. */
export const lockLimit = query<{ id: string }>()((db, p, dialect) => {
  const select = db.selectFrom("concurrency_limit").selectAll().where("id", "=", p("id"));
  return dialect === "postgres" ? select.forUpdate() : select;
});

/** The limits of these names, locked in one order, so that two requests for the same names never wait for each other. */
export const lockLimitsNamed = (names: readonly string[], dialect: string) => (db: Builder) => {
  const select = db
    .selectFrom("concurrency_limit")
    .selectAll()
    .where("name", "in", names.length > 0 ? names : [""])
    .orderBy("id");
  return dialect === "postgres" ? select.forUpdate() : select;
};

export const lockLimits = (ids: readonly string[], dialect: string) => (db: Builder) => {
  const select = db.selectFrom("concurrency_limit").selectAll().where("id", "in", ids).orderBy("id");
  return dialect === "postgres" ? select.forUpdate() : select;
};

export const listLimits =
  ({ limit, offset, tags = false }: { limit: number; offset: number; tags?: boolean }) =>
  (db: Builder) => {
    const select = db.selectFrom("concurrency_limit").selectAll().orderBy("name").limit(limit).offset(offset);
    return tags ? select.where(sql<boolean>`substr(name, 1, 4) = 'tag:'`) : select;
  };

export const updateLimit = query<Omit<ConcurrencyLimitTable, "created">>()((db, p) =>
  db
    .updateTable("concurrency_limit")
    .set({
      updated: p("updated"),
      name: p("name"),
      active: p("active"),
      limit: p("limit"),
      denied_slots: p("denied_slots"),
      slot_decay_per_second: p("slot_decay_per_second"),
      avg_slot_occupancy_seconds: p("avg_slot_occupancy_seconds"),
      decayed: p("decayed"),
    })
    .where("id", "=", p("id")),
);

export const deleteLimit = query<{ id: string }>()((db, p) =>
  db.deleteFrom("concurrency_limit").where("id", "=", p("id")),
);
