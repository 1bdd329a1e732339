/**
 * What Weir adds to the protocol's objects, under their one extra key `weir`: taken from and given to clients that send
 * `X-Weir-Client`, and to no others.
 */
import Type, { type Static } from "typebox";
import { JsonObject, Nullable, StringEnum, Uuid } from "../schema.ts";

/** Of a flow, in answers. */
export const FlowAdditions = Type.Object({
  /** JSON Schema of the parameters, as the newest client to run the flow described it; null where none did. */
  parameter_schema: Nullable(JsonObject()),
});
export type FlowAdditions = Static<typeof FlowAdditions>;

/** How a run stands in its queue: 2 goes before others that are due up to twenty minutes earlier, -2 after them. */
export const RunPriority = Type.Integer({ minimum: -2, maximum: 2 });

/** Of a flow run that is created. */
export const FlowRunCreateAdditions = Type.Object(
  {
    /** The run's id, chosen by its client: the same request twice creates one run. */
    id: Type.Optional(Uuid()),
    /** JSON Schema of the flow's parameters; kept with the flow. */
    parameter_schema: Type.Optional(JsonObject()),
    /** How it stands in its queue. Default 0. */
    priority: Type.Optional(RunPriority),
  },
  { additionalProperties: false },
);
export type FlowRunCreateAdditions = Static<typeof FlowRunCreateAdditions>;

/** Of a state that is proposed for a flow run. */
export const SetFlowRunStateAdditions = Type.Object(
  {
    /**
     * Seconds between the heartbeats that the client will send while the run is running. From a Running state on, a run
     * of which nothing is heard for three of them is declared lost.
     */
    heartbeat: Type.Optional(Type.Number({ minimum: 0.1, maximum: 86_400 })),
  },
  { additionalProperties: false },
);
export type SetFlowRunStateAdditions = Static<typeof SetFlowRunStateAdditions>;

/** Of a log line. */
export const LogCreateAdditions = Type.Object(
  {
    /** Facts beside the message, which the server puts behind it as `name=value`. */
    fields: Type.Optional(JsonObject()),
  },
  { additionalProperties: false },
);
export type LogCreateAdditions = Static<typeof LogCreateAdditions>;

/** What a schedule does besides making runs. All may be left out; a schedule without any behaves as the reference's. */
export const SchedulePolicy = Type.Object(
  {
    /**
     * What becomes of times that were missed: no server or nobody to run them was there. "all" makes up for all of them
     * (a thousand at the most), "latest" for the last, "none" for none; a number for those that were missed by so many
     * seconds at the most. Default: what was planned is run late, what was not is left out.
     */
    catch_up: Type.Optional(Type.Union([StringEnum(["all", "latest", "none"]), Type.Number({ minimum: 1 })])),
    /**
     * What happens when a run of the schedule is due while another one of it runs: "allow" runs both, "skip" leaves the
     * new one out, "queue" lets one wait, "cancel" ends the one that runs. Default "allow".
     */
    overlap: Type.Optional(StringEnum(["allow", "skip", "queue", "cancel"])),
    /** Seconds by which each run is put off at the most, by a part that is fixed for it. Default 0. */
    jitter: Type.Optional(Type.Number({ minimum: 0, maximum: 86_400 })),
    /** The priority of its runs. Default 0. */
    priority: Type.Optional(RunPriority),
  },
  { title: "SchedulePolicy", additionalProperties: false },
);
export type SchedulePolicy = Static<typeof SchedulePolicy>;

/** Of a schedule that is made or changed. */
export const ScheduleAdditions = Type.Object(
  {
    /** Null takes away what there was. */
    policy: Type.Optional(Nullable(SchedulePolicy)),
  },
  { additionalProperties: false },
);
export type ScheduleAdditions = Static<typeof ScheduleAdditions>;

/** Where a deployment comes from; kept with the version that it makes. */
export const DeploymentSource = Type.Object(
  {
    /** Why it was made. */
    message: Type.Optional(Type.String({ maxLength: 2000 })),
    /** Who made it. */
    author: Type.Optional(Type.String({ maxLength: 200 })),
    /** The commit that it was made from, its branch, and whether files differ from it. */
    commit: Type.Optional(
      Type.Object(
        {
          id: Type.String({ maxLength: 200 }),
          branch: Type.Optional(Type.String({ maxLength: 500 })),
          is_dirty: Type.Optional(Type.Boolean()),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);
export type DeploymentSource = Static<typeof DeploymentSource>;

/** Of a deployment that is created or changed. */
export const DeploymentWriteAdditions = Type.Object(
  {
    /** Of its schedules, in the order of the body's. */
    schedules: Type.Optional(Type.Array(Nullable(SchedulePolicy))),
    source: Type.Optional(DeploymentSource),
  },
  { additionalProperties: false },
);
export type DeploymentWriteAdditions = Static<typeof DeploymentWriteAdditions>;

/** Of a deployment, in answers. */
export const DeploymentAdditions = Type.Object({
  /** Of its schedules, by their ids; those without are not there. */
  schedules: Type.Record(Type.String(), SchedulePolicy),
  /** The number of the version that is in force; null before the first deploy that made one. */
  version: Nullable(Type.Integer()),
  /** The version that is tried on some of the scheduled runs. */
  canary: Nullable(Type.Object({ version: Type.Integer(), share: Type.Number() })),
});
export type DeploymentAdditions = Static<typeof DeploymentAdditions>;

/** Of a run of a deployment that is created. */
export const DeploymentRunAdditions = Type.Object(
  { priority: Type.Optional(RunPriority) },
  { additionalProperties: false },
);
export type DeploymentRunAdditions = Static<typeof DeploymentRunAdditions>;
