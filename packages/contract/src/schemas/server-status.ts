/** What a Weir server tells of itself. */
import Type, { type Static } from "typebox";
import { DateTime, Nullable, StringEnum } from "../schema.ts";

export const ServiceStatus = Type.Object(
  {
    name: Type.String(),
    /** Seconds between two runs; 0: it never runs. */
    interval: Type.Number(),
    running: Type.Boolean(),
    /** Whether this server, of those on the database, runs it; null before it has asked. */
    leads: Nullable(Type.Boolean()),
    runs: Type.Integer(),
    failures: Type.Integer(),
    /** True if the last run failed. */
    failing: Type.Boolean(),
    last_run: Nullable(DateTime()),
    /** Seconds. */
    last_duration: Nullable(Type.Number()),
    /** Seconds since the run that is due, or under way, was due. */
    lag: Type.Number(),
  },
  { title: "ServiceStatus" },
);
export type ServiceStatus = Static<typeof ServiceStatus>;

export const ServerWarning = Type.Object(
  {
    code: StringEnum(["disk_nearly_full", "service_failing", "service_late", "automations_behind", "event_loop_slow"]),
    message: Type.String(),
  },
  { title: "ServerWarning" },
);
export type ServerWarning = Static<typeof ServerWarning>;

/** A count that stops at a number: `more` says whether it did. */
const Count = Type.Object({ count: Type.Integer(), more: Type.Boolean() });

export const ServerStatus = Type.Object(
  {
    version: Type.String(),
    /** The version of Prefect whose API it serves. */
    reference: Type.String(),
    pid: Type.Integer(),
    node: Type.String(),
    started: DateTime(),
    /** Seconds. */
    uptime: Type.Number(),
    database: Type.Object({
      kind: StringEnum(["sqlite", "postgres"]),
      /** The last migration. */
      schema: Type.Integer(),
      /** Bytes on the disk. */
      size: Type.Integer(),
      /** Bytes of them that hold something. */
      used: Type.Integer(),
      /** The disk that a SQLite database is on, in bytes. */
      disk: Nullable(Type.Object({ size: Type.Integer(), free: Type.Integer() })),
    }),
    services: Type.Array(ServiceStatus),
    /** Open sockets by kind. */
    sockets: Type.Record(Type.String(), Type.Integer()),
    /** What waits, by queue. */
    queues: Type.Record(Type.String(), Type.Integer()),
    requests_underway: Type.Integer(),
    counts: Type.Object({ flows: Count, flow_runs: Count, task_runs: Count, logs: Count, events: Count }),
    memory: Type.Object({ resident: Type.Integer(), heap: Type.Integer() }),
    /** Seconds that what is due waits for the event loop, of the last one to two minutes. */
    event_loop: Type.Object({ p50: Type.Number(), p99: Type.Number(), max: Type.Number() }),
    warnings: Type.Array(ServerWarning),
  },
  { title: "ServerStatus" },
);
export type ServerStatus = Static<typeof ServerStatus>;
