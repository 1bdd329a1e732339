/** What a number of runs say about a flow: how long they take. */
import { tryParseTime } from "@weir/contract/time";

interface Timed {
  readonly state_type?: string | null | undefined;
  readonly start_time?: string | null | undefined;
  readonly end_time?: string | null | undefined;
}

/** Seconds of each run that completed; others say nothing about how long the work takes. */
export function secondsOf(runs: readonly Timed[]): readonly number[] {
  return runs.flatMap(({ state_type, start_time, end_time }) => {
    const start = tryParseTime(start_time ?? "");
    const end = tryParseTime(end_time ?? "");
    return state_type === "COMPLETED" && start !== undefined && end !== undefined ? [(end - start) / 1e6] : [];
  });
}

/** The value that the given share of all is not above (nearest rank); `undefined` of none. */
export function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}
