/** What is computed of a run at the time of reading (spec CORE, 1.4), as SQL; `lateness` and `runTime` are the same in code. */
import type { Micros } from "@weir/contract";
import { sql, type RawBuilder } from "kysely";
import type { RunTable } from "./run-pages.ts";

export const latenessNow = (table: RunTable, now: Micros): RawBuilder<number> => {
  const [started, expected, state] = ["start_time", "expected_start_time", "state_type"].map((name) =>
    sql.ref(`${table}.${name}`),
  );
  return sql<number>`case
    when ${started} > ${expected} then ${started} - ${expected}
    when ${started} is null and ${expected} < ${now}
      and (${state} is null or ${state} not in ('COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED')) then ${now} - ${expected}
    else 0 end`;
};

export const runTimeNow = (table: RunTable, now: Micros): RawBuilder<number> => {
  const [total, state, since] = ["total_run_time", "state_type", "state_timestamp"].map((name) =>
    sql.ref(`${table}.${name}`),
  );
  return sql<number>`${total} + case when ${state} = 'RUNNING' and ${since} < ${now} then ${now} - ${since} else 0 end`;
};
