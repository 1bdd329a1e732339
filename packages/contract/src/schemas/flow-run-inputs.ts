import Type, { type Static } from "typebox";
import { DateTime, Nullable, Uuid } from "../schema.ts";

export const FlowRunInput = Type.Object(
  {
    created: Nullable(DateTime()),
    flow_run_id: Uuid(),
    id: Uuid(),
    key: Type.String(),
    sender: Type.Optional(Nullable(Type.String())),
    updated: Nullable(DateTime()),
    value: Type.String(),
  },
  { title: "FlowRunInput" },
);
export type FlowRunInput = Static<typeof FlowRunInput>;
