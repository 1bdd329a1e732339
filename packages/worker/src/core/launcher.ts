/** What the loop asks of the infrastructure that runs are started on. One launcher each. */
import type { DeploymentResponse, FlowRunResponse } from "@weir/contract";
import type { JobConfiguration } from "./job-configuration.ts";

/** A run as it comes from either way of asking for work. */
export type ClaimedRun = Pick<FlowRunResponse, "id" | "name" | "flow_id" | "deployment_id" | "job_variables">;

/** A run and how it is to be started. */
export interface Job {
  readonly run: ClaimedRun;
  readonly deployment: DeploymentResponse;
  readonly flowName: string;
  readonly workerName: string;
  /** The work pool's template, with the variables filled in. */
  readonly configuration: JobConfiguration;
  /** Variables that tell the process which run it is for. */
  readonly environment: Readonly<Record<string, string>>;
}

/** How infrastructure ended. */
export interface Ending {
  /** Whether it ended as one whose run has recorded its own end. */
  readonly ok: boolean;
  /** For the event: an exit code, or the number of a signal below zero. */
  readonly code: number;
  /** Why, for the state of a run that has recorded none: `its process was killed by SIGKILL`. */
  readonly reason: string;
  /** The last that it printed, where that helps to understand. */
  readonly output: readonly string[];
  /** Whether it has not ended, but is not watched any more: nothing is known of the run. Default false. */
  readonly goesOn?: boolean;
}

/** Infrastructure that has been started. */
export interface Running {
  /** What the server shows as the run's infrastructure. */
  readonly id: string;
  /** What finds it again after this worker: for `Launcher.recover()`. */
  readonly handle: string;
  readonly ended: Promise<Ending>;
  /** Ends it as a run that is being cancelled: the flow may end by itself within the grace. */
  cancel(graceMillis: number): Promise<void>;
  /** Ends it: asks, then insists after the grace. */
  stop(graceMillis: number): Promise<void>;
}

/**
 * What became of that which a worker that is gone has started: it goes on and is watched again; it was there and has
 * been ended; it is not there any more; or nothing of it has ever begun, so that the run may be given to others.
 */
export type Recovered = Running | "ended" | "gone" | "unbegun";

export interface Launcher {
  /** Type of the work pools that it serves. */
  readonly type: string;
  /** What a work pool begins with that has no template. */
  readonly baseJobTemplate: Readonly<Record<string, unknown>>;
  /** Whether a start may take minutes, as images do: the server is told then that the run is being started. */
  readonly isSlow: boolean;
  /** @throws Error saying why nothing was started */
  launch(job: Job): Promise<Running>;
  /**
   * Looks for what a worker that is gone has left.
   *
   * @param handle that of what was started; `undefined` if the worker was killed while it was starting something
   * @param job how the run would be started now; `undefined` if its deployment is gone
   */
  recover(runId: string, handle: string | undefined, job: Job | undefined): Promise<Recovered>;
}
