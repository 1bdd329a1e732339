/** What triggers have counted, how far they have read, and the actions that are yet to be done. */
import type { Micros } from "@weir/contract";
import { sql, type Compilable } from "kysely";
import type {
  ActionInvocationTable,
  AutomationLoopTable,
  TriggerBucketTable,
  TriggerFiringTable,
} from "../automation-tables.ts";
import { query, type Builder } from "../query.ts";

/** How far a consumer has read. Whoever reads it holds it until the end of the transaction. */
export const lockEventConsumer = query<{ name: string }>()((db, p, dialect) => {
  const consumer = db.selectFrom("event_consumer").select("seq").where("name", "=", p("name"));
  return dialect === "postgres" ? consumer.forUpdate() : consumer;
});

export const insertEventConsumer = query<{ name: string; seq: number }>()((db, p) =>
  db
    .insertInto("event_consumer")
    .values({ name: p("name"), seq: p("seq") })
    .onConflict((conflict) => conflict.doNothing()),
);

export const moveEventConsumer = query<{ name: string; seq: number }>()((db, p) =>
  db
    .updateTable("event_consumer")
    .set({ seq: p("seq") })
    .where("name", "=", p("name")),
);

export const readEventConsumer = query<{ name: string }>()((db, p) =>
  db.selectFrom("event_consumer").select("seq").where("name", "=", p("name")),
);

/** The names of the events that follow one, in the order in which they were stored. */
export const readEventNamesAfter = query<{ seq: number; limit: number }>()((db, p) =>
  db
    .selectFrom("event")
    .select(["seq", "event", "received"])
    .where("seq", ">", p("seq"))
    .orderBy("seq")
    .limit(p("limit")),
);

/** The events that follow one, in the order in which they were stored. */
export const readEventsAfter = query<{ seq: number; limit: number }>()((db, p) =>
  db
    .selectFrom("event")
    .select(["seq", "event", "occurred", "received", "body"])
    .where("seq", ">", p("seq"))
    .orderBy("seq")
    .limit(p("limit")),
);

/** Where the log of events ends, and when that event came. */
export const readLastPlace = query<Record<never, never>>()((db) =>
  db.selectFrom("event").select(["seq", "received"]).orderBy("seq", "desc").limit(1),
);

export const readBucket = query<{ trigger_id: string; key: string }>()((db, p) =>
  db.selectFrom("trigger_bucket").selectAll().where("trigger_id", "=", p("trigger_id")).where("key", "=", p("key")),
);

export const putBucket = query<TriggerBucketTable>()((db, p) =>
  db
    .insertInto("trigger_bucket")
    .values({
      automation_id: p("automation_id"),
      trigger_id: p("trigger_id"),
      key: p("key"),
      long_key: p("long_key"),
      starts: p("starts"),
      ends: p("ends"),
      count: p("count"),
      last_event: p("last_event"),
    })
    .onConflict((conflict) =>
      conflict.columns(["trigger_id", "key"]).doUpdateSet({
        starts: p("starts"),
        ends: p("ends"),
        count: p("count"),
        last_event: p("last_event"),
      }),
    ),
);

export const deleteBucket = query<{ trigger_id: string; key: string }>()((db, p) =>
  db.deleteFrom("trigger_bucket").where("trigger_id", "=", p("trigger_id")).where("key", "=", p("key")),
);

/** Those of one trigger that have had enough events. */
export const deleteFullBuckets = query<{ trigger_id: string; threshold: number }>()((db, p) =>
  db.deleteFrom("trigger_bucket").where("trigger_id", "=", p("trigger_id")).where("count", ">=", p("threshold")),
);

/** Those of one trigger whose time is over. */
export const readEndedBuckets = query<{ trigger_id: string; now: number }>()((db, p) =>
  db.selectFrom("trigger_bucket").selectAll().where("trigger_id", "=", p("trigger_id")).where("ends", "<=", p("now")),
);

export const deleteBucketsEndedBefore = query<{ before: number }>()((db, p) =>
  db.deleteFrom("trigger_bucket").where("ends", "<=", p("before")),
);

/** What was counted for triggers that are no more: their automation has new ones. */
export const deleteBucketsOf = query<{ automation_id: string }>()((db, p) =>
  db.deleteFrom("trigger_bucket").where("automation_id", "=", p("automation_id")),
);

export const deleteFiringsOf = query<{ automation_id: string }>()((db, p) =>
  db.deleteFrom("trigger_firing").where("automation_id", "=", p("automation_id")),
);

export const readFirings = query<{ trigger_id: string }>()((db, p) =>
  db.selectFrom("trigger_firing").selectAll().where("trigger_id", "=", p("trigger_id")),
);

export const deleteFirings = query<{ trigger_id: string }>()((db, p) =>
  db.deleteFrom("trigger_firing").where("trigger_id", "=", p("trigger_id")),
);

export const insertFiring = query<TriggerFiringTable>()((db, p) =>
  db.insertInto("trigger_firing").values({
    automation_id: p("automation_id"),
    trigger_id: p("trigger_id"),
    child_id: p("child_id"),
    triggered: p("triggered"),
    firing: p("firing"),
  }),
);

/** How often one automation has set off another one, or itself. */
export const readLoop = query<{ cause_id: string; automation_id: string }>()((db, p) =>
  db
    .selectFrom("automation_loop")
    .selectAll()
    .where("automation_id", "=", p("automation_id"))
    .where("cause_id", "=", p("cause_id")),
);

/** Which automations have set off which ones that often since a time. */
export const readBusyLoops = query<{ since: number; count: number }>()((db, p) =>
  db
    .selectFrom("automation_loop")
    .select(["cause_id", "automation_id"])
    .where("since", ">", p("since"))
    .where("count", ">=", p("count")),
);

export const putLoop = query<AutomationLoopTable>()((db, p) =>
  db
    .insertInto("automation_loop")
    .values({ cause_id: p("cause_id"), automation_id: p("automation_id"), since: p("since"), count: p("count") })
    .onConflict((conflict) =>
      conflict.columns(["automation_id", "cause_id"]).doUpdateSet({ since: p("since"), count: p("count") }),
    ),
);

/** Forgets what has set off an automation. */
export const deleteLoops = query<{ automation_id: string }>()((db, p) =>
  db.deleteFrom("automation_loop").where("automation_id", "=", p("automation_id")),
);

export const insertInvocation = query<ActionInvocationTable>()((db, p) =>
  db.insertInto("action_invocation").values({
    id: p("id"),
    automation_id: p("automation_id"),
    created: p("created"),
    due: p("due"),
    tries: p("tries"),
    task: p("task"),
  }),
);

/** What is due by a time, but for the actions of some automations. */
export const dueInvocations =
  (now: Micros, except: readonly string[], limit: number) =>
  (db: Builder): Compilable<ActionInvocationTable> => {
    const due = db.selectFrom("action_invocation").selectAll().where("due", "<=", now);
    return (except.length > 0 ? due.where("automation_id", "not in", except) : due)
      .orderBy("due")
      .orderBy("id")
      .limit(limit);
  };

/** Takes an invocation for oneself until a time; changes no row if somebody else was faster. */
export const claimInvocation = query<{ id: string; tries: number; until: number }>()((db, p) =>
  db
    .updateTable("action_invocation")
    .set({ due: p("until"), tries: sql<number>`tries + 1` })
    .where("id", "=", p("id"))
    .where("tries", "=", p("tries")),
);

export const postponeInvocation = query<{ id: string; due: number }>()((db, p) =>
  db
    .updateTable("action_invocation")
    .set({ due: p("due") })
    .where("id", "=", p("id")),
);

export const deleteInvocation = query<{ id: string }>()((db, p) =>
  db.deleteFrom("action_invocation").where("id", "=", p("id")),
);
