import type { Micros, TaskRunPolicy } from "@weir/contract";
import type { RunTimes } from "../bookkeeping.ts";
import type { State } from "../state.ts";

/** What the rules know of a task run. */
export interface TaskRunFacts {
  readonly now: Micros;
  readonly run: RunTimes & {
    readonly id: string;
    readonly flow_run_id: string | null;
    readonly flow_run_run_count: number;
    readonly policy: TaskRunPolicy;
  };
  /** The enclosing flow run; null where there is none. */
  readonly flowRun: { readonly id: string; readonly run_count: number; readonly state: State | null } | null;
  /** The newest state that is kept under the proposed cache key and not expired. */
  readonly cached: State | null;
  /** What the limits on the run's tags say; null where there is none, or the run has its slots already. */
  readonly tagLimit:
    | { readonly is: "free" }
    | { readonly is: "zero"; readonly tag: string }
    | { readonly is: "full"; readonly tags: readonly string[]; readonly waitSeconds: number }
    | null;
  /** Uniform in [0, 1): the source of jitter. */
  readonly random: number;
}
