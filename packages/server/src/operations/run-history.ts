import { formatTime, parseTime, toSeconds, type HistoryResponse, type HistoryResponseState } from "@weir/contract";
import { Refusal } from "../platform/errors.ts";
import type { Filters } from "../storage/filters/related.ts";
import { historyOf } from "../storage/queries/run-history.ts";
import type { RunTable } from "../storage/queries/run-pages.ts";
import type { Context } from "./context.ts";

/** More intervals than this are cut off. */
const MOST_INTERVALS = 500;
/** Longest interval, in seconds: a thousand years, beyond which no calendar goes. */
const LONGEST = 1000 * 365 * 86_400;

export interface HistoryWindow {
  readonly history_start: string;
  readonly history_end: string;
  readonly history_interval_seconds: number;
}

/** Runs by the interval in which they were expected and by state; intervals without runs are there as well. */
export async function runHistory(
  { store, clock }: Context,
  table: RunTable,
  filters: Filters,
  { history_start, history_end, history_interval_seconds }: HistoryWindow,
): Promise<HistoryResponse[]> {
  if (history_interval_seconds < 1) throw new Refusal("invalid", "History interval must not be less than 1 second.");
  const start = parseTime(history_start);
  const length = Math.round(Math.min(history_interval_seconds, LONGEST) * 1e6);
  const count = Math.max(0, Math.min(Math.ceil((parseTime(history_end) - start) / length), MOST_INTERVALS));
  if (count === 0) return [];
  const rows = await store.scan((db) => historyOf(db, table, filters, { start, length, count }, clock.now()));
  const states = Array.from({ length: count }, (): HistoryResponseState[] => []);
  for (const row of rows)
    states[row.bucket]!.push({
      state_type: row.state_type as HistoryResponseState["state_type"],
      state_name: row.state_name,
      count_runs: row.runs,
      sum_estimated_run_time: toSeconds(row.run_time),
      sum_estimated_lateness: toSeconds(row.lateness),
    });
  return states.map((ofInterval, index) => ({
    interval_start: formatTime(start + index * length),
    interval_end: formatTime(start + (index + 1) * length),
    states: ofInterval,
  }));
}
