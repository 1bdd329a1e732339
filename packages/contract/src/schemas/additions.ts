/**
 * What Weir adds to the protocol's objects, under their one extra key `weir`: taken from and given to clients that send
 * `X-Weir-Client`, and to no others.
 */
import Type, { type Static } from "typebox";
import { JsonObject, Nullable, Uuid } from "../schema.ts";

/** Of a flow, in answers. */
export const FlowAdditions = Type.Object({
  /** JSON Schema of the parameters, as the newest client to run the flow described it; null where none did. */
  parameter_schema: Nullable(JsonObject()),
});
export type FlowAdditions = Static<typeof FlowAdditions>;

/** Of a flow run that is created. */
export const FlowRunCreateAdditions = Type.Object(
  {
    /** The run's id, chosen by its client: the same request twice creates one run. */
    id: Type.Optional(Uuid()),
    /** JSON Schema of the flow's parameters; kept with the flow. */
    parameter_schema: Type.Optional(JsonObject()),
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
