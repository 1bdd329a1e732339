/**
 * What every accepted transition does to the columns of its run (spec CORE, 2.4). Pure: present columns and two states
 * in, changed columns out.
 */
import { isFinalType, type Micros } from "@weir/contract";
import { scheduledTime, type State } from "./state.ts";

export interface RunTimes {
  readonly run_count: number;
  readonly expected_start_time: Micros | null;
  readonly next_scheduled_start_time: Micros | null;
  readonly start_time: Micros | null;
  readonly end_time: Micros | null;
  readonly total_run_time: Micros;
}

/**
 * The run's columns after it went from `initial` to `entered`.
 *
 * @param countsUp false where entering RUNNING does not start a new execution (a flow run that resumes)
 */
export function bookkeeping(run: RunTimes, initial: State | null, entered: State, countsUp: boolean): RunTimes {
  const { timestamp } = entered;
  const final = isFinalType(entered.type);
  const running = entered.type === "RUNNING";
  let { start_time, end_time, expected_start_time, next_scheduled_start_time, total_run_time, run_count } = run;

  if (running && start_time === null) start_time = timestamp;
  if (final) {
    if (end_time === null) {
      end_time = timestamp;
      start_time ??= timestamp;
    }
  } else if (initial && isFinalType(initial.type)) end_time = null;
  if (initial?.type === "RUNNING") total_run_time += timestamp - initial.timestamp;
  expected_start_time ??= entered.type === "SCHEDULED" ? (scheduledTime(entered) ?? timestamp) : timestamp;
  if (entered.type === "SCHEDULED") next_scheduled_start_time = scheduledTime(entered) ?? timestamp;
  else if (initial?.type === "SCHEDULED") next_scheduled_start_time = null;
  if (running && countsUp) run_count += 1;

  return { run_count, expected_start_time, next_scheduled_start_time, start_time, end_time, total_run_time };
}
