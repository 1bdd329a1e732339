import type { FlowRunPolicy, Micros } from "@weir/contract";
import type { RunTimes } from "../bookkeeping.ts";
import type { DueRun } from "../schedules/policy.ts";

/** The deployment's limit as a flow run meets it. */
export interface DeploymentLimit {
  readonly limit: number;
  /** True if a slot is free now. */
  readonly free: boolean;
  readonly strategy: "ENQUEUE" | "CANCEL_NEW";
  /** How long a claimed slot is kept until the run starts, in seconds. */
  readonly graceSeconds: number;
}

/** What the rules know of a flow run. */
export interface FlowRunFacts {
  readonly now: Micros;
  readonly run: RunTimes & {
    readonly id: string;
    readonly deployment_id: string | null;
    readonly parent_task_run_id: string | null;
    readonly infrastructure_pid: string | null;
    readonly policy: FlowRunPolicy;
    /** The number of the present or last execution. */
    readonly attempt: number;
    /** When the server declared that execution lost; null if it did not. */
    readonly lost: Micros | null;
  };
  /** False if the run names a deployment that is gone. */
  readonly deploymentExists: boolean;
  /** Null where the run's deployment has no limit. */
  readonly limit: DeploymentLimit | null;
  /** Its place among the runs of the schedule that made it; null where that has no policy. */
  readonly due: DueRun | null;
  /** True if the lease in the present state is still kept. */
  readonly leaseAlive: boolean;
  /** True for clients that renew the leases of deployment slots (3.4.11 and later). */
  readonly clientRenewsLeases: boolean;
  /** A key for a pause that names none. */
  readonly randomKey: string;
}
