import { formatTime, type CacheDecision, type CacheEntry, type Micros } from "@weir/contract";
import { sql } from "kysely";
import type { CacheDecisionTable, CacheEntryTable, CacheLeaseTable } from "../cache-tables.ts";
import { combined, every, like, orTrue, tags } from "../conditions.ts";
import { query, type Builder, type Dialect } from "../query.ts";

/** Of an entry, everything but its value. */
export type EntryRow = Omit<CacheEntryTable, "value"> & { readonly is_kept: number };

export const toCacheEntry = (row: EntryRow): CacheEntry => ({
  id: row.id,
  namespace: row.namespace,
  key: row.key,
  task_name: row.task_name,
  task_version: row.task_version,
  tags: JSON.parse(row.tags) as string[],
  parts: JSON.parse(row.parts) as CacheEntry["parts"],
  flow_run_id: row.flow_run_id,
  task_run_id: row.task_run_id,
  created: formatTime(row.created),
  expires: row.expires === null ? null : formatTime(row.expires),
  used: formatTime(row.used),
  hits: row.hits,
  size: row.size,
  digest: row.digest,
  is_kept: row.is_kept === 1,
  host: row.host,
  path: row.path,
});

export const toCacheDecision = (row: CacheDecisionTable): CacheDecision => ({
  id: row.id,
  at: formatTime(row.at),
  namespace: row.namespace,
  key: row.key,
  task_name: row.task_name,
  flow_run_id: row.flow_run_id,
  task_run_id: row.task_run_id,
  outcome: row.outcome as CacheDecision["outcome"],
  reason: row.reason as CacheDecision["reason"],
  message: row.message,
  changed: JSON.parse(row.changed) as string[],
  nearest: row.nearest === null ? null : (JSON.parse(row.nearest) as CacheDecision["nearest"]),
});

const COLUMNS = [
  "id",
  "namespace",
  "key",
  "task_name",
  "task_version",
  "tags",
  "parts",
  "flow_run_id",
  "task_run_id",
  "created",
  "expires",
  "used",
  "hits",
  "size",
  "digest",
  "host",
  "path",
] as const;
const isKept = sql<number>`case when value is null then 0 else 1 end`.as("is_kept");

export const readCacheEntryByKey = query<{ namespace: string; key: string }>()((db, p) =>
  db
    .selectFrom("cache_entry")
    .select([...COLUMNS, "value", isKept])
    .where("namespace", "=", p("namespace"))
    .where("key", "=", p("key")),
);

export const readCacheEntry = query<{ id: string }>()((db, p) =>
  db
    .selectFrom("cache_entry")
    .select([...COLUMNS, isKept])
    .where("id", "=", p("id")),
);

/** The newest results of a task. */
export const readCacheEntriesOfTask = query<{ namespace: string; task_name: string; limit: number }>()((db, p) =>
  db
    .selectFrom("cache_entry")
    .select(["id", "parts", "flow_run_id", "task_run_id", "created"])
    .where("namespace", "=", p("namespace"))
    .where("task_name", "=", p("task_name"))
    .orderBy("id", "desc")
    .limit(p("limit")),
);

/** Replaces the result of the key. */
export const putCacheEntry = query<CacheEntryTable>()((db, p) => {
  const values = {
    id: p("id"),
    task_name: p("task_name"),
    task_version: p("task_version"),
    tags: p("tags"),
    parts: p("parts"),
    flow_run_id: p("flow_run_id"),
    task_run_id: p("task_run_id"),
    created: p("created"),
    expires: p("expires"),
    used: p("used"),
    hits: p("hits"),
    size: p("size"),
    digest: p("digest"),
    value: p("value"),
    host: p("host"),
    path: p("path"),
  };
  return db
    .insertInto("cache_entry")
    .values({ ...values, namespace: p("namespace"), key: p("key") })
    .onConflict((conflict) => conflict.columns(["namespace", "key"]).doUpdateSet(values));
});

export const noteCacheHit = query<{ id: string; count: number; now: Micros }>()((db, p) =>
  db
    .updateTable("cache_entry")
    .set((eb) => ({ hits: eb("hits", "+", p("count")), used: p("now") }))
    .where("id", "=", p("id")),
);

interface Selection {
  readonly namespace?: string | null | undefined;
  readonly key?: string | null | undefined;
  readonly key_prefix?: string | null | undefined;
  readonly task_name?: string | null | undefined;
  readonly task_version?: string | null | undefined;
  readonly tag?: string | null | undefined;
  readonly text?: string | null | undefined;
}

const selected = (dialect: Dialect, { namespace, key, key_prefix, task_name, task_version, tag, text }: Selection) =>
  orTrue(
    every(
      namespace == null ? undefined : sql<boolean>`namespace = ${namespace}`,
      key == null ? undefined : sql<boolean>`key = ${key}`,
      key_prefix == null ? undefined : sql<boolean>`substr(key, 1, ${key_prefix.length}) = ${key_prefix}`,
      task_name == null ? undefined : sql<boolean>`task_name = ${task_name}`,
      task_version == null ? undefined : sql<boolean>`task_version = ${task_version}`,
      text
        ? combined("or_", like(dialect, sql.ref("task_name"), text), like(dialect, sql.ref("key"), text))
        : undefined,
      tag == null ? undefined : tags(dialect, sql.ref("tags"), { all_: [tag] }),
    ),
  );

/** The newest first: their ids go by time. */
export const filterCacheEntries =
  (wanted: Selection & { readonly limit: number; readonly before?: string | undefined }, dialect: Dialect) =>
  (db: Builder) => {
    let select = db
      .selectFrom("cache_entry")
      .select([...COLUMNS, isKept])
      .where(selected(dialect, wanted));
    if (wanted.before !== undefined) select = select.where("id", "<", wanted.before);
    return select.orderBy("id", "desc").limit(wanted.limit);
  };

export const countCacheEntries = (wanted: Selection, dialect: Dialect) => (db: Builder) =>
  db
    .selectFrom("cache_entry")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where(selected(dialect, wanted));

/** Of those that were made until then. */
export const deleteCacheEntries =
  (wanted: Selection, until: Micros, limit: number, dialect: Dialect) => (db: Builder) =>
    db
      .deleteFrom("cache_entry")
      .where("id", "in", (eb) =>
        eb
          .selectFrom("cache_entry")
          .select("id")
          .where(selected(dialect, wanted))
          .where("created", "<=", until)
          .limit(limit),
      );

export const deleteCacheEntry = query<{ id: string }>()((db, p) =>
  db.deleteFrom("cache_entry").where("id", "=", p("id")),
);

/** Takes the lease of a key if nobody has it; answers 1 if it did. */
export const takeCacheLease = query<CacheLeaseTable & { now: Micros }>()((db, p) =>
  db
    .insertInto("cache_lease")
    .values({
      id: p("id"),
      namespace: p("namespace"),
      key: p("key"),
      task_run_id: p("task_run_id"),
      since: p("since"),
      expires: p("expires"),
    })
    .onConflict((conflict) =>
      conflict
        .columns(["namespace", "key"])
        .doUpdateSet({ id: p("id"), task_run_id: p("task_run_id"), since: p("since"), expires: p("expires") })
        .where((eb) => eb.or([eb("cache_lease.expires", "<=", p("now")), eb("cache_lease.id", "=", p("id"))])),
    ),
);

export const readCacheLeaseByKey = query<{ namespace: string; key: string }>()((db, p) =>
  db.selectFrom("cache_lease").selectAll().where("namespace", "=", p("namespace")).where("key", "=", p("key")),
);

export const readCacheLease = query<{ id: string }>()((db, p) =>
  db.selectFrom("cache_lease").selectAll().where("id", "=", p("id")),
);

/** Prolongs a lease that has not run out; answers 0 if it has. */
export const renewCacheLease = query<{ id: string; now: Micros; expires: Micros }>()((db, p) =>
  db
    .updateTable("cache_lease")
    .set({ expires: p("expires") })
    .where("id", "=", p("id"))
    .where("expires", ">", p("now")),
);

export const deleteCacheLease = query<{ id: string }>()((db, p) =>
  db.deleteFrom("cache_lease").where("id", "=", p("id")),
);

export const insertCacheDecision = query<CacheDecisionTable>()((db, p) =>
  db.insertInto("cache_decision").values({
    id: p("id"),
    at: p("at"),
    namespace: p("namespace"),
    key: p("key"),
    task_name: p("task_name"),
    flow_run_id: p("flow_run_id"),
    task_run_id: p("task_run_id"),
    outcome: p("outcome"),
    reason: p("reason"),
    message: p("message"),
    changed: p("changed"),
    nearest: p("nearest"),
  }),
);

/** How the last call with a key went. */
export const readLastCacheDecision = query<{ namespace: string; key: string }>()((db, p) =>
  db
    .selectFrom("cache_decision")
    .select("at")
    .where("namespace", "=", p("namespace"))
    .where("key", "=", p("key"))
    .orderBy("id", "desc")
    .limit(1),
);

interface DecisionSelection {
  readonly flow_run_id?: string | null | undefined;
  readonly task_run_id?: string | null | undefined;
  readonly namespace?: string | null | undefined;
  readonly key?: string | null | undefined;
  readonly task_name?: string | null | undefined;
  readonly outcome?: string | null | undefined;
}

export const filterCacheDecisions =
  (wanted: DecisionSelection & { readonly limit: number; readonly before?: string | undefined }) => (db: Builder) => {
    let select = db.selectFrom("cache_decision").selectAll();
    for (const column of ["flow_run_id", "task_run_id", "namespace", "key", "task_name", "outcome"] as const) {
      const value = wanted[column];
      if (value != null) select = select.where(column, "=", column.endsWith("_id") ? value.toLowerCase() : value);
    }
    if (wanted.before !== undefined) select = select.where("id", "<", wanted.before);
    return select.orderBy("id", "desc").limit(wanted.limit);
  };

export const putCacheClearing = query<{ namespace: string; cleared: Micros }>()((db, p) =>
  db
    .insertInto("cache_clearing")
    .values({ namespace: p("namespace"), cleared: p("cleared") })
    .onConflict((conflict) => conflict.column("namespace").doUpdateSet({ cleared: p("cleared") })),
);

/** When something of a namespace was cleared last; a clearing of all namespaces has the empty name. */
export const readCacheClearing = query<{ namespace: string }>()((db, p) =>
  db
    .selectFrom("cache_clearing")
    .select((eb) => eb.fn.max<Micros | null>("cleared").as("cleared"))
    .where("namespace", "in", [p("namespace"), ""]),
);

/** Entries that have expired, or that nobody has used since. */
export const deleteOldCacheEntries = query<{ now: Micros; unused: Micros; limit: number }>()((db, p) =>
  db.deleteFrom("cache_entry").where("id", "in", (eb) =>
    eb
      .selectFrom("cache_entry")
      .select("id")
      .where((or) => or.or([or("expires", "<=", p("now")), or("used", "<", p("unused"))]))
      .limit(p("limit")),
  ),
);

export const countOldCacheEntries = query<{ now: Micros; unused: Micros }>()((db, p) =>
  db
    .selectFrom("cache_entry")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where((or) => or.or([or("expires", "<=", p("now")), or("used", "<", p("unused"))])),
);

export const deleteOldCacheDecisions = query<{ before: Micros; limit: number }>()((db, p) =>
  db
    .deleteFrom("cache_decision")
    .where("id", "in", (eb) =>
      eb.selectFrom("cache_decision").select("id").where("at", "<", p("before")).orderBy("at").limit(p("limit")),
    ),
);

export const countOldCacheDecisions = query<{ before: Micros }>()((db, p) =>
  db
    .selectFrom("cache_decision")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("at", "<", p("before")),
);

export const deleteOldCacheLeases = query<{ now: Micros }>()((db, p) =>
  db.deleteFrom("cache_lease").where("expires", "<=", p("now")),
);
