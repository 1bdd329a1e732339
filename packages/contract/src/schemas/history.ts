import Type, { type Static } from "typebox";
import { DateTime } from "../schema.ts";
import { StateType } from "./states.ts";

export const HistoryResponseState = Type.Object(
  {
    count_runs: Type.Integer(),
    state_name: Type.String(),
    state_type: StateType,
    sum_estimated_lateness: Type.Number(),
    sum_estimated_run_time: Type.Number(),
  },
  { title: "HistoryResponseState" },
);
export type HistoryResponseState = Static<typeof HistoryResponseState>;

export const HistoryResponse = Type.Object(
  {
    interval_end: DateTime(),
    interval_start: DateTime(),
    states: Type.Array(HistoryResponseState),
  },
  { title: "HistoryResponse" },
);
export type HistoryResponse = Static<typeof HistoryResponse>;
