import { formatTime, type AuditLine, type AuditQuery } from "@weir/contract";
import { sql } from "kysely";
import { query, type Builder } from "../query.ts";
import type { AuditLineTable } from "../tables.ts";

export const toAuditLine = (row: AuditLineTable): AuditLine => ({
  seq: row.seq,
  occurred: formatTime(row.occurred),
  actor: row.actor,
  origin: row.origin,
  action: row.action as AuditLine["action"],
  kind: row.kind,
  object_id: row.object_id,
  object_name: row.object_name,
  before: row.before === null ? null : (JSON.parse(row.before) as unknown),
  after: row.after === null ? null : (JSON.parse(row.after) as unknown),
  previous: row.previous,
  hash: row.hash,
});

/** On PostgreSQL, transactions that write lines wait for each other until they end; SQLite has one writer anyway. */
export const takeAuditTurn = query<Record<never, never>>()((db) =>
  db.selectNoFrom(sql<unknown>`pg_advisory_xact_lock(8023, 1)`.as("turn")),
);

export const readLastAuditLine = query<Record<never, never>>()((db) =>
  db.selectFrom("audit_line").select(["seq", "hash"]).orderBy("seq", "desc").limit(1),
);

/** What the newest line says of an object that was changed. */
export const readLastAuditOf = query<{ object_id: string }>()((db, p) =>
  db
    .selectFrom("audit_line")
    .select("after")
    .where("object_id", "=", p("object_id"))
    .where("action", "!=", "read-secrets")
    .orderBy("seq", "desc")
    .limit(1),
);

export const insertAuditLine = query<AuditLineTable>()((db, p) =>
  db.insertInto("audit_line").values({
    seq: p("seq"),
    occurred: p("occurred"),
    actor: p("actor"),
    origin: p("origin"),
    action: p("action"),
    kind: p("kind"),
    object_id: p("object_id"),
    object_name: p("object_name"),
    before: p("before"),
    after: p("after"),
    previous: p("previous"),
    hash: p("hash"),
  }),
);

export const filterAuditLines =
  ({ after, before, kind, actor, object, limit = 100 }: AuditQuery) =>
  (db: Builder) => {
    let select = db.selectFrom("audit_line").selectAll().limit(limit);
    if (after != null) select = select.where("seq", ">", after);
    if (before != null) select = select.where("seq", "<", before);
    if (kind != null) select = select.where("kind", "=", kind);
    if (actor != null) select = select.where("actor", "=", actor);
    if (object != null)
      select = select.where((eb) => eb.or([eb("object_id", "=", object), eb("object_name", "=", object)]));
    return select.orderBy("seq", after == null ? "desc" : "asc");
  };
