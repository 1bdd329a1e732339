/**
 * The audit: who has created, changed, deleted, or read the secrets of what others rely on.
 *
 * U1. A line is written in the transaction whose change it tells: there is no change without its line, and no line without.
 * U2. Lines are only added. Each has the hash of the one before it within its own, so that none can be changed, taken out
 *     or put between others without all that follow showing it.
 * U3. What is told of an object is what its events tell: no secret is in it.
 */
import { createHash } from "node:crypto";
import { formatTime, type AuditLine, type AuditQuery, type AuditVerdict, type Micros } from "@weir/contract";
import { actor } from "../platform/actor.ts";
import {
  filterAuditLines,
  insertAuditLine,
  readLastAuditLine,
  readLastAuditOf,
  takeAuditTurn,
  toAuditLine,
} from "../storage/queries/audit.ts";
import type { Transaction } from "../storage/store.ts";
import type { AuditLineTable } from "../storage/tables.ts";
import type { Context } from "./context.ts";

export interface Audited {
  readonly occurred: Micros;
  readonly action: AuditLine["action"];
  readonly kind: string;
  readonly id: string;
  readonly name: string;
  /** Without one, what the newest line of the object has as `after`. */
  readonly before?: unknown;
  readonly after?: unknown;
}

const jsonOf = (value: unknown): string | null => (value == null ? null : JSON.stringify(value));

function hashOf(line: Omit<AuditLineTable, "hash">): string {
  const { seq, actor: by, origin, action, kind, object_id, object_name, before, after, previous } = line;
  const told = [
    seq,
    formatTime(line.occurred),
    by,
    origin,
    action,
    kind,
    object_id,
    object_name,
    before,
    after,
    previous,
  ];
  return createHash("sha256").update(JSON.stringify(told)).digest("hex");
}

/** Adds a line (U1). */
export async function audit(tx: Transaction, { occurred, action, kind, id, name, ...told }: Audited): Promise<void> {
  if (tx.dialect === "postgres") await tx.first(takeAuditTurn, {});
  const last = await tx.first(readLastAuditLine, {});
  const isChange = action === "updated" || action === "deleted";
  const before =
    told.before === undefined && isChange
      ? ((await tx.first(readLastAuditOf, { object_id: id }))?.after ?? null)
      : jsonOf(told.before);
  const { name: by, origin } = actor();
  const line = {
    seq: (last?.seq ?? 0) + 1,
    occurred,
    actor: by,
    origin,
    action,
    kind,
    object_id: id,
    object_name: name,
    before,
    after: action === "deleted" ? null : jsonOf(told.after),
    previous: last?.hash ?? "",
  };
  await tx.run(insertAuditLine, { ...line, hash: hashOf(line) });
}

const AUDITED =
  /^prefect\.(block-document|block-type|variable|concurrency-limit|deployment|automation)\.(created|updated|deleted)$/;

/** The line that an event of the server stands for, if it does (U3). */
export async function auditEvent(
  tx: Transaction,
  {
    event,
    occurred,
    resource,
    payload = {},
  }: {
    readonly event: string;
    readonly occurred: Micros;
    readonly resource: Readonly<Record<string, string>>;
    readonly payload?: Readonly<Record<string, unknown>>;
  },
): Promise<void> {
  const [, kind, action] = AUDITED.exec(event) ?? [];
  if (kind === undefined) return;
  const id = resource["prefect.resource.id"]!.slice(`prefect.${kind}.`.length);
  const name = resource["prefect.resource.name"] ?? id;
  const of = { occurred, action: action as "created" | "updated" | "deleted", kind, id, name };
  const updates = payload["updates"] as Readonly<Record<string, { from: unknown; to: unknown }>> | undefined;
  if (!updates) return audit(tx, { ...of, after: payload });
  const side = (which: "from" | "to"): unknown =>
    Object.fromEntries(Object.entries(updates).map(([field, change]) => [field, change[which]]));
  return audit(tx, { ...of, before: side("from"), after: side("to") });
}

/** Notes that secrets were read in the open. */
export const auditSecretsRead = (
  { store, clock }: Context,
  objects: readonly { readonly id: string; readonly name?: string | null }[],
  kind = "block-document",
): Promise<void> =>
  store.write(async (tx) => {
    for (const { id, name } of objects)
      await audit(tx, { occurred: clock.now(), action: "read-secrets", kind, id, name: name ?? id });
  });

export const readAudit = ({ store }: Context, query: AuditQuery): Promise<AuditLine[]> =>
  store.read(async (db) => (await db.rows(filterAuditLines(query))).map(toAuditLine));

/** Lines that are checked in one go. */
const BATCH = 1000;

export async function verifyAudit({ store }: Context): Promise<AuditVerdict> {
  let lines = 0;
  let head = "";
  for (;;) {
    const page = await store.read((db) => db.rows(filterAuditLines({ after: lines, limit: BATCH })));
    for (const { hash, ...line } of page) {
      if (line.seq !== lines + 1 || line.previous !== head || hashOf(line) !== hash)
        return { lines, broken_at: lines + 1, head };
      lines = line.seq;
      head = hash;
    }
    if (page.length < BATCH) return { lines, broken_at: null, head };
  }
}
