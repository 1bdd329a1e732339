import {
  formatTime,
  type QueueFilter,
  type WorkQueue,
  type WorkQueueFilter,
  type WorkQueueResponse,
} from "@weir/contract";
import { orTrue } from "../conditions.ts";
import { workQueueIs } from "../filters/work-pools.ts";
import { query, type Builder, type Dialect } from "../query.ts";
import type { WorkQueueTable } from "../tables.ts";

/** A queue with the name of its pool. */
export type WorkQueueRow = WorkQueueTable & { readonly pool_name: string };

const selectQueues = (db: Builder) =>
  db
    .selectFrom("work_queue")
    .innerJoin("work_pool", "work_pool.id", "work_queue.work_pool_id")
    .selectAll("work_queue")
    .select("work_pool.name as pool_name");

export const toPlainWorkQueue = (row: WorkQueueTable): WorkQueue => ({
  id: row.id,
  created: formatTime(row.created),
  updated: formatTime(row.updated),
  name: row.name,
  description: row.description,
  is_paused: row.is_paused === 1,
  concurrency_limit: row.concurrency_limit,
  priority: row.priority,
  work_pool_id: row.work_pool_id,
  filter: row.filter === null ? null : (JSON.parse(row.filter) as QueueFilter),
  last_polled: row.last_polled === null ? null : formatTime(row.last_polled),
});

/** A queue as it is answered; its taken slots are told only where it has a limit. */
export const toWorkQueue = (row: WorkQueueRow, activeSlots: number): WorkQueueResponse => ({
  ...toPlainWorkQueue(row),
  work_pool_name: row.pool_name,
  status: row.status as WorkQueueResponse["status"],
  active_slots: row.concurrency_limit === null ? null : activeSlots,
});

const COLUMNS = [
  "id",
  "created",
  "updated",
  "work_pool_id",
  "name",
  "description",
  "is_paused",
  "concurrency_limit",
  "priority",
  "filter",
  "last_polled",
  "status",
] as const satisfies readonly (keyof WorkQueueTable)[];

/** Inserts a queue unless its pool has one of that name; answers the rows that got in. */
export const insertWorkQueue = query<WorkQueueTable>()((db, p) =>
  db
    .insertInto("work_queue")
    .values(Object.fromEntries(COLUMNS.map((column) => [column, p(column)])) as unknown as WorkQueueTable)
    .onConflict((conflict) => conflict.columns(["work_pool_id", "name"]).doNothing()),
);

export const readWorkQueue = query<{ id: string }>()((db, p) => selectQueues(db).where("work_queue.id", "=", p("id")));

export const readWorkQueuesById = (ids: readonly string[]) => (db: Builder) =>
  selectQueues(db).where("work_queue.id", "in", ids);

export const readWorkQueueNamed = query<{ work_pool_id: string; name: string }>()((db, p) =>
  selectQueues(db).where("work_queue.work_pool_id", "=", p("work_pool_id")).where("work_queue.name", "=", p("name")),
);

/** A queue of some pool by its name; the one of the oldest pool, where there are several. */
export const readAnyWorkQueueNamed = query<{ name: string }>()((db, p) =>
  selectQueues(db).where("work_queue.name", "=", p("name")).orderBy("work_pool.created").limit(1),
);

/** All queues of a pool, the most urgent first. */
export const readWorkQueuesOf = query<{ work_pool_id: string }>()((db, p) =>
  selectQueues(db)
    .where("work_queue.work_pool_id", "=", p("work_pool_id"))
    .orderBy("work_queue.priority")
    .orderBy("work_queue.name"),
);

/** All queues, the oldest first. */
export const readAllQueues = query<Record<never, never>>()((db) =>
  db.selectFrom("work_queue").selectAll().orderBy("created").orderBy("id"),
);

/** What can be changed of a queue. */
export type WorkQueueChanges = Partial<Omit<WorkQueueTable, "id" | "created" | "work_pool_id">>;

export const updateWorkQueue = (id: string, changes: WorkQueueChanges) => (db: Builder) =>
  db.updateTable("work_queue").set(changes).where("id", "=", id);

export const deleteWorkQueue = query<{ id: string }>()((db, p) =>
  db.deleteFrom("work_queue").where("id", "=", p("id")),
);

/** A page of queues: those of one pool by priority, those of all by name. */
export const filterWorkQueues =
  (
    dialect: Dialect,
    page: { poolId?: string; filter: WorkQueueFilter | null | undefined; limit: number; offset: number },
  ) =>
  (db: Builder) => {
    const matching = selectQueues(db).where(orTrue(workQueueIs(dialect, page.filter)));
    const sorted =
      page.poolId === undefined
        ? matching.orderBy("work_queue.name").orderBy("work_queue.id")
        : matching.where("work_queue.work_pool_id", "=", page.poolId).orderBy("work_queue.priority");
    return sorted.limit(page.limit).offset(page.offset);
  };

/** Notes that somebody asks for the work of queues. Not a change of theirs: `updated` stays. */
export const stampQueuesPolled = (ids: readonly string[], now: number) => (db: Builder) =>
  db.updateTable("work_queue").set({ last_polled: now }).where("id", "in", ids);

export const setQueueStatus = (ids: readonly string[], status: string) => (db: Builder) =>
  db.updateTable("work_queue").set({ status }).where("id", "in", ids);

/** Queues that count as ready although nobody has asked for their work since an instant. */
export const readUnaskedQueues = query<{ before: number }>()((db, p) =>
  selectQueues(db)
    .where("work_queue.status", "=", "READY")
    .where("work_queue.last_polled", "<", p("before"))
    .orderBy("work_queue.last_polled"),
);
