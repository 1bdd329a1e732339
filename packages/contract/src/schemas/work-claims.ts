import Type, { type Static } from "typebox";
import { DateTime, Nullable, StringEnum, Uuid } from "../schema.ts";
import { FlowRunResponse } from "./flow-runs.ts";
import { StateType } from "./states.ts";

/** A worker asks for work, and gets what it asks for as its own. */
export const WorkClaim = Type.Object(
  {
    /** Name of the worker; being asked counts as its sign of life. */
    worker_name: Type.String({ minLength: 1 }),
    /**
     * Chosen by the worker, another one for each claim: a request that is sent again because no answer came is given the
     * runs that were claimed for it. Default: none, and a lost answer leaves its runs pending.
     */
    token: Type.Optional(Uuid()),
    /** Only of these queues. Default: all of the pool. */
    work_queue_names: Type.Optional(Type.Array(Type.String())),
    /** Most runs that are claimed. */
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 1 })),
    /** Seconds to wait for a run to be due if none is; 0 answers at once. */
    wait: Type.Optional(Type.Number({ minimum: 0, maximum: 60, default: 0 })),
    /** Seconds between the worker's signs of life. */
    heartbeat_interval_seconds: Type.Optional(Nullable(Type.Integer({ minimum: 1 }))),
  },
  { title: "WorkClaim", additionalProperties: false },
);
export type WorkClaim = Static<typeof WorkClaim>;

/** A process that serves deployments without a work pool asks for their runs, and gets them as its own. */
export const DeploymentClaim = Type.Object(
  {
    deployment_ids: Type.Array(Uuid(), { minItems: 1, maxItems: 200 }),
    /** As in `WorkClaim`. */
    token: Type.Optional(Uuid()),
    /** Most runs that are claimed. */
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 1 })),
    /** Seconds to wait for a run to be due if none is; 0 answers at once. */
    wait: Type.Optional(Type.Number({ minimum: 0, maximum: 60, default: 0 })),
  },
  { title: "DeploymentClaim", additionalProperties: false },
);
export type DeploymentClaim = Static<typeof DeploymentClaim>;

export const WorkClaimResponse = Type.Object(
  {
    /** Runs that are pending now and nobody else's. */
    flow_runs: Type.Array(FlowRunResponse),
  },
  { title: "WorkClaimResponse" },
);
export type WorkClaimResponse = Static<typeof WorkClaimResponse>;

/** One of the conditions that a run has to meet before it starts, in the order in which they are looked at. */
export const AdmissionGate = Type.Object(
  {
    gate: StringEnum([
      "state",
      "schedule",
      "work-pool",
      "work-queue",
      "worker",
      "work-queue-limit",
      "work-pool-limit",
      "deployment-limit",
    ]),
    passes: Type.Boolean(),
    reason: Type.String(),
    /** When it will pass by itself, if that is known. */
    eta: Nullable(DateTime()),
    /** Who keeps it shut: flow runs, as `name (id)`. */
    holders: Type.Array(Type.Object({ id: Uuid(), name: Type.String() })),
    /** The command that would open it; null where there is none. */
    command: Nullable(Type.String()),
  },
  { title: "AdmissionGate" },
);
export type AdmissionGate = Static<typeof AdmissionGate>;

/** Why a run is not running. */
export const FlowRunExplanation = Type.Object(
  {
    flow_run_id: Uuid(),
    name: Type.String(),
    state_type: Nullable(StateType),
    state_name: Nullable(Type.String()),
    /** True if the next worker that asks is given the run. */
    admitted: Type.Boolean(),
    summary: Type.String(),
    /** The one command that would let it go on; null where only time or nothing can. */
    command: Nullable(Type.String()),
    gates: Type.Array(AdmissionGate),
  },
  { title: "FlowRunExplanation" },
);
export type FlowRunExplanation = Static<typeof FlowRunExplanation>;
