/** Runs over time: how many of each state were expected in each interval. */
import type { Micros } from "@weir/contract";
import { sql } from "kysely";
import { orTrue } from "../conditions.ts";
import { flowRunsMatching, taskRunsMatching, type Filters } from "../filters/related.ts";
import type { Reader } from "../store.ts";
import { latenessNow, runTimeNow } from "./run-estimates.ts";
import type { RunTable } from "./run-pages.ts";

export interface Intervals {
  readonly start: Micros;
  /** Length of one. */
  readonly length: Micros;
  readonly count: number;
}

export interface HistoryRow {
  /** Which interval, from 0. */
  readonly bucket: number;
  readonly state_type: string;
  readonly state_name: string;
  readonly runs: number;
  readonly run_time: Micros;
  readonly lateness: Micros;
}

export function historyOf(
  db: Reader,
  table: RunTable,
  filters: Filters,
  { start, length, count }: Intervals,
  now: Micros,
): Promise<HistoryRow[]> {
  const matching = table === "flow_run" ? flowRunsMatching : taskRunsMatching;
  const expected = sql.ref(`${table}.expected_start_time`);
  const rows = sql<HistoryRow>`
      select bucket, state_type, state_name, count(*) as runs, sum(run_time) as run_time, sum(lateness) as lateness
      from (
        select cast((${expected} - ${start}) / ${length} as integer) as bucket, state_type, state_name,
          ${runTimeNow(table, now)} as run_time, ${latenessNow(table, now)} as lateness
        from ${sql.table(table)}
        where ${expected} >= ${start} and ${expected} < ${start + count * length} and state_type is not null
          and ${orTrue(matching(db.dialect, filters))}
      ) as runs
      group by bucket, state_type, state_name
      order by bucket, state_type, state_name`;
  return db.rows((builder) => ({ compile: () => rows.compile(builder) }));
}
