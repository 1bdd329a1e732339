/** The frames that a worker sends on the channel to its pool. */
import Type, { type Static } from "typebox";
import { DateTime, JsonObject, Nullable, Uuid } from "../schema.ts";

export const CHANNEL_VERSION = "work_pool_worker_channel.v1";

const Name = () => Type.String({ minLength: 1 });

export const WorkerHello = Type.Object(
  {
    type: Type.Literal("worker.hello.v1"),
    id: Uuid(),
    sent_at: DateTime(),
    payload: Type.Object(
      {
        consumer_id: Uuid(),
        worker_name: Name(),
        worker_type: Name(),
        heartbeat_interval_seconds: Type.Integer({ minimum: 1 }),
        supported_channel_versions: Type.Array(Name(), { minItems: 1 }),
        requested_capabilities: Type.Array(Name(), { minItems: 1 }),
        work_queue_names: Type.Optional(Type.Array(Name())),
        handled_cleanup_kinds: Type.Optional(Type.Array(Type.String())),
        max_cleanup_concurrency: Type.Optional(Type.Integer({ minimum: 0 })),
        create_pool_if_not_found: Type.Optional(Type.Boolean()),
        default_base_job_template: Type.Optional(JsonObject()),
        worker_metadata: Type.Optional(Nullable(JsonObject())),
      },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
);
export type WorkerHello = Static<typeof WorkerHello>;

export const WorkerHeartbeat = Type.Object(
  {
    type: Type.Literal("worker.heartbeat.v1"),
    id: Uuid(),
    sent_at: DateTime(),
    payload: Type.Object(
      {
        consumer_id: Uuid(),
        worker_name: Name(),
        heartbeat_interval_seconds: Type.Integer({ minimum: 1 }),
      },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
);
export type WorkerHeartbeat = Static<typeof WorkerHeartbeat>;
