/** Many runs of one task told as one, in the timeline and in the graph. Pure. */
import type { StateType } from "@weir/contract";
import type { TreeFlowRun, TreeTaskRun } from "../../data/run-tree.ts";

/** More siblings of one task than this are folded into one row. */
export const FOLD_OVER = 8;

/** Times are milliseconds since the epoch. */
export interface Bar {
  /** When it could have begun. */
  readonly waiting: number | undefined;
  readonly start: number | undefined;
  /** `undefined` while it goes on. */
  readonly end: number | undefined;
  readonly type: StateType | null | undefined;
  readonly name: string | null | undefined;
}

export const barOf = (run: TreeTaskRun | TreeFlowRun): Bar => ({
  waiting: run.expected,
  start: run.start,
  end: run.end,
  type: run.state_type,
  name: run.state_name,
});

/** What one row says about many: the worst that happened, or that it still goes on. */
const LOUDEST: readonly StateType[] = [
  "FAILED",
  "CRASHED",
  "RUNNING",
  "CANCELLING",
  "PAUSED",
  "PENDING",
  "SCHEDULED",
  "CANCELLED",
  "COMPLETED",
];

/** A bar over all of them. */
export function around(bars: readonly Bar[]): Bar {
  const times = (pick: (bar: Bar) => number | undefined) =>
    bars.map(pick).filter((time): time is number => time !== undefined);
  const least = (values: readonly number[]) => values.reduce((a, b) => Math.min(a, b), Infinity);
  const starts = times((bar) => bar.start);
  const going = bars.some((bar) => bar.end === undefined);
  return {
    waiting: least(times((bar) => bar.waiting)),
    start: starts.length > 0 ? least(starts) : undefined,
    end: going ? undefined : times((bar) => bar.end).reduce((a, b) => Math.max(a, b), -Infinity),
    type: LOUDEST.find((type) => bars.some((bar) => bar.type === type)),
    name: bars.every((bar) => bar.name === "Cached") ? "Cached" : undefined,
  };
}

/** The states they are in, the loudest first. */
export function countStates(
  runs: readonly Pick<TreeTaskRun, "state_type">[],
): readonly (readonly [StateType, number])[] {
  const counts = Map.groupBy(runs, (run) => run.state_type ?? "PENDING");
  return LOUDEST.flatMap((type) => {
    const count = counts.get(type)?.length ?? 0;
    return count > 0 ? [[type, count] as const] : [];
  });
}

/** `upload-4f8`, `upload-539` -> `upload`: what the names have in common, without the number or hash of each. */
export function sharedName(runs: readonly { readonly name: string; readonly task_key?: string }[]): string {
  const names = runs.map((run) => run.name);
  const bases = new Set(names.map((name) => name.replace(/[-_ ]?(\d+|[0-9a-f]{3,8})$/, "")));
  const [base] = bases;
  if (bases.size === 1 && base) return base;
  return (runs[0]?.task_key ?? names[0] ?? "").replace(/-[0-9a-f]{8}$/, "");
}
