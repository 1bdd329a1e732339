import { formatTime, type WorkerFilter, type WorkerResponse } from "@weir/contract";
import { sql } from "kysely";
import { anyOf, combined, every, given, noneOf, orTrue, within } from "../conditions.ts";
import { query, type Builder, type Dialect } from "../query.ts";
import type { WorkerTable } from "../tables.ts";

/** A worker as it is answered. */
export const toWorker = (row: WorkerTable, isOnline: boolean): WorkerResponse => ({
  id: row.id,
  created: formatTime(row.created),
  updated: formatTime(row.updated),
  name: row.name,
  work_pool_id: row.work_pool_id,
  last_heartbeat_time: formatTime(row.last_heartbeat_time),
  heartbeat_interval_seconds: row.heartbeat_interval_seconds,
  status: isOnline ? "ONLINE" : "OFFLINE",
});

/** Notes a worker's sign of life; a worker that is not known yet becomes known. */
export const upsertWorker = query<WorkerTable>()((db, p) =>
  db
    .insertInto("worker")
    .values({
      id: p("id"),
      created: p("created"),
      updated: p("updated"),
      work_pool_id: p("work_pool_id"),
      name: p("name"),
      last_heartbeat_time: p("last_heartbeat_time"),
      heartbeat_interval_seconds: p("heartbeat_interval_seconds"),
      status: p("status"),
    })
    .onConflict((conflict) =>
      conflict.columns(["work_pool_id", "name"]).doUpdateSet((eb) => ({
        last_heartbeat_time: eb.ref("excluded.last_heartbeat_time"),
        heartbeat_interval_seconds: eb.fn.coalesce(
          "excluded.heartbeat_interval_seconds",
          "worker.heartbeat_interval_seconds",
        ),
        status: eb.ref("excluded.status"),
      })),
    ),
);

export const deleteWorker = query<{ work_pool_id: string; name: string }>()((db, p) =>
  db.deleteFrom("worker").where("work_pool_id", "=", p("work_pool_id")).where("name", "=", p("name")),
);

/** The workers of a pool that count as online, the one heard of last first. */
export const readOnlineWorkers = query<{ work_pool_id: string }>()((db, p) =>
  db
    .selectFrom("worker")
    .selectAll()
    .where("work_pool_id", "=", p("work_pool_id"))
    .where("status", "=", "ONLINE")
    .orderBy("last_heartbeat_time", "desc"),
);

/** Every worker that counts as online. */
export const readAllOnlineWorkers = query<Record<never, never>>()((db) =>
  db.selectFrom("worker").selectAll().where("status", "=", "ONLINE"),
);

export const setWorkersOffline = (ids: readonly string[]) => (db: Builder) =>
  db.updateTable("worker").set({ status: "OFFLINE" }).where("id", "in", ids).where("status", "=", "ONLINE");

export const filterWorkers =
  (
    dialect: Dialect,
    page: { poolId: string; filter: WorkerFilter | null | undefined; limit: number; offset: number },
  ) =>
  (db: Builder) =>
    db
      .selectFrom("worker")
      .selectAll()
      .where("work_pool_id", "=", page.poolId)
      .where(
        orTrue(
          page.filter
            ? combined(
                page.filter.operator,
                given(page.filter.status, ({ any_, not_any_ }) =>
                  every(
                    anyOf(dialect, sql.ref("worker.status"), any_),
                    noneOf(dialect, sql.ref("worker.status"), not_any_),
                  ),
                ),
                given(page.filter.last_heartbeat_time, (time) => within(sql.ref("worker.last_heartbeat_time"), time)),
              )
            : undefined,
        ),
      )
      .orderBy("last_heartbeat_time", "desc")
      .orderBy("id")
      .limit(page.limit)
      .offset(page.offset);
