/** What the dashboard asks for at once: how things stand, and the last runs of several flows or deployments. */
import Type, { type Static } from "typebox";
import { DateTime, Nullable, StringEnum, Uuid } from "../schema.ts";
import { GlobalConcurrencyLimitResponse } from "./concurrency-limits.ts";
import { StateType } from "./states.ts";
import { WorkPoolStatus } from "./work-pools.ts";

/** A flow run as a chart or a short list shows it. */
export const FlowRunOutline = Type.Object(
  {
    id: Uuid(),
    name: Type.String(),
    flow_id: Uuid(),
    deployment_id: Nullable(Uuid()),
    state_type: Nullable(StateType),
    state_name: Nullable(Type.String()),
    expected_start_time: Nullable(DateTime()),
    start_time: Nullable(DateTime()),
    end_time: Nullable(DateTime()),
  },
  { title: "FlowRunOutline" },
);
export type FlowRunOutline = Static<typeof FlowRunOutline>;

export const RecentRunsRequest = Type.Object(
  {
    of: StringEnum(["flow", "deployment"]),
    ids: Type.Array(Uuid(), { maxItems: 200 }),
    /** Runs of each. */
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
  },
  { title: "RecentRunsRequest", additionalProperties: false },
);
export type RecentRunsRequest = Static<typeof RecentRunsRequest>;

/** By the id of the flow or deployment: its runs that have begun, newest first. */
export const RecentRuns = Type.Record(Type.String(), Type.Array(FlowRunOutline), { title: "RecentRuns" });
export type RecentRuns = Static<typeof RecentRuns>;

/** How many runs there are, each as the list of runs with the same filter counts them. */
const RunCounts = Type.Object({
  running: Type.Integer(),
  pending: Type.Integer(),
  paused: Type.Integer(),
  late: Type.Integer(),
  /** Failed or crashed; of those that started in the time that is looked at. */
  failed: Type.Integer(),
  completed: Type.Integer(),
});

const LateRun = Type.Object({
  run: FlowRunOutline,
  /** Why it does not run, in a sentence. */
  reason: Type.String(),
});

const FailingDeployment = Type.Object({
  id: Uuid(),
  name: Type.String(),
  flow_id: Uuid(),
  /** Its last runs that ended without success, one after the other; 20 at most are counted. */
  failures: Type.Integer(),
  last: FlowRunOutline,
});

const PoolHealth = Type.Object({
  name: Type.String(),
  type: Type.String(),
  status: Nullable(WorkPoolStatus),
  is_paused: Type.Boolean(),
  active_slots: Type.Integer(),
  concurrency_limit: Nullable(Type.Integer()),
  /** Runs that should have started. */
  late: Type.Integer(),
});

export const Overview = Type.Object(
  {
    /** From when on runs that ended are counted. */
    since: DateTime(),
    runs: RunCounts,
    /** The runs that are late, the latest of all first; five at most. */
    late: Type.Array(LateRun),
    /** Deployments whose last run that ended failed or crashed, the newest failure first; 20 at most. */
    failing: Type.Array(FailingDeployment),
    pools: Type.Array(PoolHealth),
    /** The runs that are planned next; ten at most. */
    upcoming: Type.Array(FlowRunOutline),
    /** Limits of which every slot is taken. */
    full_limits: Type.Array(GlobalConcurrencyLimitResponse),
  },
  { title: "Overview" },
);
export type Overview = Static<typeof Overview>;
