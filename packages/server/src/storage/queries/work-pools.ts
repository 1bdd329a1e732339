import { formatTime, type WorkPoolFilter, type WorkPoolResponse } from "@weir/contract";
import { orTrue } from "../conditions.ts";
import { workPoolIs } from "../filters/work-pools.ts";
import { query, type Builder, type Dialect } from "../query.ts";
import type { WorkPoolTable } from "../tables.ts";

type JsonObject = Record<string, unknown>;

/** A pool as it is answered; its taken slots are told only where it has a limit. */
export const toWorkPool = (row: WorkPoolTable, activeSlots: number): WorkPoolResponse => ({
  id: row.id,
  created: formatTime(row.created),
  updated: formatTime(row.updated),
  name: row.name,
  description: row.description,
  type: row.type,
  base_job_template: JSON.parse(row.base_job_template) as JsonObject,
  is_paused: row.is_paused === 1,
  concurrency_limit: row.concurrency_limit,
  status: row.status as WorkPoolResponse["status"],
  default_queue_id: row.default_queue_id,
  storage_configuration: JSON.parse(row.storage_configuration) as WorkPoolResponse["storage_configuration"],
  active_slots: row.concurrency_limit === null ? null : activeSlots,
});

const COLUMNS = [
  "id",
  "created",
  "updated",
  "name",
  "description",
  "type",
  "base_job_template",
  "is_paused",
  "concurrency_limit",
  "storage_configuration",
  "default_queue_id",
  "status",
  "status_event_id",
  "status_since",
] as const satisfies readonly (keyof WorkPoolTable)[];

/** Inserts a pool unless its name is taken; answers the rows that got in. */
export const insertWorkPool = query<WorkPoolTable>()((db, p) =>
  db
    .insertInto("work_pool")
    .values(Object.fromEntries(COLUMNS.map((column) => [column, p(column)])) as unknown as WorkPoolTable)
    .onConflict((conflict) => conflict.column("name").doNothing()),
);

export const readWorkPool = query<{ id: string }>()((db, p) =>
  db.selectFrom("work_pool").selectAll().where("id", "=", p("id")),
);

export const readWorkPoolByName = query<{ name: string }>()((db, p) =>
  db.selectFrom("work_pool").selectAll().where("name", "=", p("name")),
);

/** Reads a pool that is about to change, or whose slots are about to be taken; on PostgreSQL others wait. */
export const lockWorkPoolByName = query<{ name: string }>()((db, p, dialect) => {
  const select = db.selectFrom("work_pool").selectAll().where("name", "=", p("name"));
  return dialect === "postgres" ? select.forUpdate() : select;
});

/** What can be changed of a pool. */
export type WorkPoolChanges = Partial<Omit<WorkPoolTable, "id" | "created" | "name" | "type">>;

export const updateWorkPool = (id: string, changes: WorkPoolChanges) => (db: Builder) =>
  db.updateTable("work_pool").set(changes).where("id", "=", id);

export const deleteWorkPool = query<{ id: string }>()((db, p) => db.deleteFrom("work_pool").where("id", "=", p("id")));

export const filterWorkPools =
  (dialect: Dialect, page: { filter: WorkPoolFilter | null | undefined; limit: number; offset: number }) =>
  (db: Builder) =>
    db
      .selectFrom("work_pool")
      .selectAll()
      .where(orTrue(workPoolIs(dialect, page.filter)))
      .orderBy("name")
      .limit(page.limit)
      .offset(page.offset);

export const countWorkPools = (dialect: Dialect, filter: WorkPoolFilter | null | undefined) => (db: Builder) =>
  db
    .selectFrom("work_pool")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where(orTrue(workPoolIs(dialect, filter)));

/** Pools that count as ready although none of their workers is online. */
export const readDesertedPools = query<Record<never, never>>()((db) =>
  db
    .selectFrom("work_pool")
    .selectAll()
    .where("status", "=", "READY")
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom("worker")
            .select("worker.id")
            .whereRef("worker.work_pool_id", "=", "work_pool.id")
            .where("worker.status", "=", "ONLINE"),
        ),
      ),
    )
    .orderBy("name"),
);
