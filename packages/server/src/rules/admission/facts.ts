import type { Micros, StateType } from "@weir/contract";

/** A limit and what is taken of it; no limit where it is null. */
export interface Room {
  readonly limit: number | null;
  readonly taken: number;
}

export interface PoolFacts extends Room {
  readonly name: string;
  readonly isPaused: boolean;
}

export interface QueueFacts extends Room {
  readonly name: string;
  readonly isPaused: boolean;
  /** The smallest is the most urgent. */
  readonly priority: number;
}

export interface RunFacts {
  readonly stateType: StateType | null;
  readonly stateName: string | null;
  /** When it is to start; null unless it is scheduled. */
  readonly due: Micros | null;
  /** From -2 to 2; the greatest is the most urgent. */
  readonly priority: number;
  /** True while the process in which it failed tries it again itself. */
  readonly isRetriedInProcess: boolean;
}

/** Who would start the run: workers of its pool, or the process that serves its deployment. */
export interface StarterFacts {
  /** Null for a run that belongs to no deployment and no pool: nobody would. */
  readonly kind: "worker" | "server" | null;
  readonly isThere: boolean;
  /** The command that starts one. */
  readonly command: string | null;
}

export interface DeploymentFacts extends Room {
  readonly name: string;
}

/** A run in the line of those that want to start. */
export interface Candidate {
  readonly run: RunFacts;
  /** Null for runs that no pool's worker starts. */
  readonly pool: PoolFacts | null;
  readonly queue: QueueFacts | null;
  readonly starter: StarterFacts;
  /** Null where its deployment has no limit; it is looked at when a run is claimed, not when it is handed out. */
  readonly deployment: DeploymentFacts | null;
  /** How many runs of its queue are given a slot of the queue before it. */
  readonly aheadInQueue: number;
  /** How many runs of its pool are given a slot of the pool before it. */
  readonly aheadInPool: number;
}
