/**
 * What Weir adds to the protocol's objects, under their one extra key `weir`: taken from and given to clients that send
 * `X-Weir-Client`, and to no others.
 */
import Type, { type Static } from "typebox";
import { JsonObject, Nullable } from "../schema.ts";

/** Of a flow, in answers. */
export const FlowAdditions = Type.Object({
  /** JSON Schema of the parameters, as the newest client to run the flow described it; null where none did. */
  parameter_schema: Nullable(JsonObject()),
});
export type FlowAdditions = Static<typeof FlowAdditions>;

/** Of a flow run that is created. */
export const FlowRunCreateAdditions = Type.Object(
  {
    /** JSON Schema of the flow's parameters; kept with the flow. */
    parameter_schema: Type.Optional(JsonObject()),
  },
  { additionalProperties: false },
);
export type FlowRunCreateAdditions = Static<typeof FlowRunCreateAdditions>;
