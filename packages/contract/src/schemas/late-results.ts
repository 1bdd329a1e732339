import Type, { type Static } from "typebox";
import { DateTime, Nullable } from "../schema.ts";
import { StateCreate } from "./states.ts";

/** What the process of an attempt that the server had declared lost reported after all. */
export const LateResult = Type.Object(
  {
    /** Counts the late results of a run, from 1. */
    number: Type.Integer(),
    /** The attempt that it is the result of. */
    attempt: Type.Integer(),
    received: DateTime(),
    /** When somebody accepted it; null if nobody has. */
    accepted: Nullable(DateTime()),
    /** The state as it was proposed. */
    state: StateCreate,
  },
  { title: "LateResult" },
);
export type LateResult = Static<typeof LateResult>;
