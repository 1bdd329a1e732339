/** Looking for log lines across runs. */
import Type, { type Static } from "typebox";
import { DateTime, JsonObject, Nullable, StringEnum, Uuid } from "../schema.ts";
import { Log } from "./logs.ts";

const Scalar = Type.Union([Type.String({ maxLength: 256 }), Type.Number(), Type.Boolean(), Type.Null()]);

/** Every condition that is given must hold. */
export const LogQuery = Type.Object(
  {
    /** Lines of runs of this flow. */
    flow_id: Type.Optional(Uuid()),
    /** Lines of any of these flow runs, tasks included. */
    flow_run_ids: Type.Optional(Type.Array(Uuid(), { minItems: 1, maxItems: 50 })),
    /** Lines of any of these task runs. */
    task_run_ids: Type.Optional(Type.Array(Uuid(), { minItems: 1, maxItems: 50 })),
    /** The lowest level: 10 debug, 20 info, 30 warning, 40 error, 50 critical. */
    level: Type.Optional(Type.Integer()),
    /** Not earlier than this. */
    since: Type.Optional(DateTime()),
    /** Not later than this. */
    until: Type.Optional(DateTime()),
    /** In the search language of the other text filters: words, +words, -words, "phrases"; in any case. */
    text: Type.Optional(Type.String({ maxLength: 200 })),
    /** Fields that a line must have, by name. A number and the text of it are the same. */
    fields: Type.Optional(Type.Record(Type.String({ maxLength: 256 }), Scalar, { maxProperties: 10 })),
    /** Which lines come first. Default: the newest. */
    order: Type.Optional(StringEnum(["newest", "oldest"])),
    /** Lines of a page at most. Default 100. */
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
    /** `next` of the page before; the rest of the query must be the same. */
    cursor: Type.Optional(Type.String({ maxLength: 200 })),
  },
  { title: "LogQuery", additionalProperties: false },
);
export type LogQuery = Static<typeof LogQuery>;

export const FoundLog = Type.Object(
  {
    ...Log.properties,
    /** What was logged beside the message; the message ends with it as text. Null for lines without fields. */
    fields: Nullable(JsonObject()),
    /** Null for lines of no flow run, and of one that was deleted. */
    flow_run_name: Nullable(Type.String()),
  },
  { title: "FoundLog" },
);
export type FoundLog = Static<typeof FoundLog>;

export const LogPage = Type.Object(
  {
    logs: Type.Array(FoundLog),
    /**
     * Leads to the next page; null on the last one. One request looks at a bounded number of lines: a page may be shorter
     * than its limit, even empty, and have a next one.
     */
    next: Nullable(Type.String()),
  },
  { title: "LogPage" },
);
export type LogPage = Static<typeof LogPage>;
