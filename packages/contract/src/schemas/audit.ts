/** Who has done what to what others rely on: lines that are only added, each with the hash of the one before. */
import Type, { type Static } from "typebox";
import { DateTime, Nullable, StringEnum } from "../schema.ts";

export const AUDIT_ACTIONS = ["created", "read-secrets", "updated", "deleted", "released"] as const;

export const AuditLine = Type.Object(
  {
    seq: Type.Integer(),
    occurred: DateTime(),
    /** Name of the key; `owner` for who needs none or has the password, `server` for what the server does by itself. */
    actor: Type.String(),
    /** The address that the request came from; `process` for one from within the server's own process. */
    origin: Type.String(),
    action: StringEnum(AUDIT_ACTIONS),
    /** `block-document`, `variable`, `deployment`, … */
    kind: Type.String(),
    object_id: Type.String(),
    object_name: Type.String(),
    /** What is known of it before and after, without secrets; null where there is nothing. */
    before: Nullable(Type.Unknown()),
    after: Nullable(Type.Unknown()),
    /** Hash of the line before; of the first one, empty. */
    previous: Type.String(),
    hash: Type.String(),
  },
  { title: "AuditLine" },
);
export type AuditLine = Static<typeof AuditLine>;

export const AuditQuery = Type.Object({
  /** Lines after this one, oldest first. */
  after: Type.Optional(Nullable(Type.Integer({ minimum: 0 }))),
  /** Lines before this one, newest first; with neither, the newest. */
  before: Type.Optional(Nullable(Type.Integer({ minimum: 1 }))),
  kind: Type.Optional(Nullable(Type.String())),
  actor: Type.Optional(Nullable(Type.String())),
  /** Id or name of an object. */
  object: Type.Optional(Nullable(Type.String())),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
});
export type AuditQuery = Static<typeof AuditQuery>;

export const AuditVerdict = Type.Object(
  {
    lines: Type.Integer(),
    /** Number of the first line that is not what was written, or that does not follow the one before; null if all do. */
    broken_at: Nullable(Type.Integer()),
    /** Hash of the last line: kept elsewhere, it shows later whether lines were cut off. */
    head: Type.String(),
  },
  { title: "AuditVerdict" },
);
export type AuditVerdict = Static<typeof AuditVerdict>;
