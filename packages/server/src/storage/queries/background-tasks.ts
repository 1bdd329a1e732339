/** Deferred task runs that wait for a process to take them. */
import { query, type Builder, type Dialect } from "../query.ts";
import type { BackgroundTaskTable } from "../tables.ts";

export const putBackgroundTask = query<BackgroundTaskTable>()((db, p) =>
  db
    .insertInto("background_task")
    .values({
      task_run_id: p("task_run_id"),
      task_key: p("task_key"),
      enqueued: p("enqueued"),
      again: p("again"),
      taken_until: p("taken_until"),
    })
    .onConflict((conflict) =>
      conflict.column("task_run_id").doUpdateSet((eb) => ({
        enqueued: eb.ref("excluded.enqueued"),
        again: eb.ref("excluded.again"),
        taken_until: eb.ref("excluded.taken_until"),
      })),
    ),
);

/** The run of some tasks that waits longest, those that were given back first; on PostgreSQL nobody else's. */
export const nextBackgroundTask = (dialect: Dialect, keys: readonly string[], now: number) => (db: Builder) => {
  const next = db
    .selectFrom("background_task")
    .select("task_run_id")
    .where("task_key", "in", keys)
    .where((eb) => eb.or([eb("taken_until", "is", null), eb("taken_until", "<=", now)]))
    .orderBy("again", "desc")
    .orderBy("enqueued")
    .limit(1);
  return dialect === "postgres" ? next.forUpdate().skipLocked() : next;
};

export const takeBackgroundTask = query<{ task_run_id: string; taken_until: number }>()((db, p) =>
  db
    .updateTable("background_task")
    .set({ taken_until: p("taken_until") })
    .where("task_run_id", "=", p("task_run_id")),
);

export const releaseBackgroundTask = query<{ task_run_id: string }>()((db, p) =>
  db.updateTable("background_task").set({ taken_until: null, again: 1 }).where("task_run_id", "=", p("task_run_id")),
);

/** Gives back all that are taken. */
export const releaseBackgroundTasks = query<Record<never, never>>()((db) =>
  db.updateTable("background_task").set({ taken_until: null, again: 1 }).where("taken_until", "is not", null),
);

export const deleteBackgroundTask = query<{ task_run_id: string }>()((db, p) =>
  db.deleteFrom("background_task").where("task_run_id", "=", p("task_run_id")),
);
