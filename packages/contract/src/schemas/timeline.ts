/** All that ran inside a flow run, small enough to be sent at once for tens of thousands of task runs. */
import Type, { type Static } from "typebox";
import { Nullable, Uuid } from "../schema.ts";
import { StateType } from "./states.ts";

/** Milliseconds since `RunTimeline.origin`, with microseconds as their fraction. */
const Offset = Type.Number();
const Offsets = Type.Array(Nullable(Offset));

/** A flow run of the timeline. The first is the one that was asked for. */
const TimelineFlowRun = Type.Object({
  id: Uuid(),
  name: Type.String(),
  flow_id: Uuid(),
  flow_name: Type.String(),
  /** The task run that stands for it in its parent run. */
  parent_task_run_id: Nullable(Uuid()),
  state_type: Nullable(StateType),
  state_name: Nullable(Type.String()),
  expected_start_time: Nullable(Offset),
  start_time: Nullable(Offset),
  end_time: Nullable(Offset),
  updated: Offset,
});

/** One list for each fact; what stands at the same place in all of them is one task run. */
const TimelineTaskRuns = Type.Object({
  id: Type.Array(Uuid()),
  name: Type.Array(Type.String()),
  /** Place in `flow_runs`. */
  flow_run: Type.Array(Type.Integer()),
  /** Place in `task_keys`. */
  task_key: Type.Array(Type.Integer()),
  /** Place in `states`. */
  state: Type.Array(Type.Integer()),
  run_count: Type.Array(Type.Integer()),
  expected_start_time: Offsets,
  start_time: Offsets,
  end_time: Offsets,
  updated: Type.Array(Offset),
  /** Place of the task run that called it; -1 where the flow did. */
  caller: Type.Array(Type.Integer()),
  /** Places of the task runs whose results it took; those that are not part of the timeline are left out. */
  inputs: Type.Array(Type.Array(Type.Integer())),
});

export const RunTimeline = Type.Object(
  {
    /** Milliseconds since the epoch. */
    origin: Type.Number(),
    /** There is more: 50,000 task runs and 2,000 flow runs are given at most, those that began first. */
    cut: Type.Boolean(),
    flow_runs: Type.Array(TimelineFlowRun),
    task_keys: Type.Array(Type.String()),
    states: Type.Array(Type.Object({ type: Nullable(StateType), name: Nullable(Type.String()) })),
    task_runs: TimelineTaskRuns,
  },
  { title: "RunTimeline" },
);
export type RunTimeline = Static<typeof RunTimeline>;
