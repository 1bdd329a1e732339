import { expect, test } from "vitest";
import { bookkeeping, type RunTimes } from "./bookkeeping.ts";
import { propose, scheduled, type ProposedState, type State } from "./state.ts";

const BLANK: RunTimes = {
  run_count: 0,
  expected_start_time: null,
  next_scheduled_start_time: null,
  start_time: null,
  end_time: null,
  total_run_time: 0,
};
const at = (timestamp: number, state: ProposedState): State => ({ ...state, id: String(timestamp), timestamp });

/** Walks a run through states at 10, 20, 30 …; gives its columns at the end. */
function walk(...states: ProposedState[]): RunTimes {
  let run = BLANK;
  let current: State | null = null;
  for (const [index, state] of states.entries()) {
    const entered = at((index + 1) * 10, state);
    run = bookkeeping(run, current, entered, true);
    current = entered;
  }
  return run;
}

test("an ordinary run", () => {
  expect(walk(propose("PENDING"), propose("RUNNING"), propose("COMPLETED"))).toEqual({
    run_count: 1,
    expected_start_time: 10,
    next_scheduled_start_time: null,
    start_time: 20,
    end_time: 30,
    total_run_time: 10,
  });
});

test("a run that ends without having started starts as it ends", () => {
  expect(walk(propose("PENDING"), propose("FAILED"))).toMatchObject({
    start_time: 20,
    end_time: 20,
    total_run_time: 0,
  });
});

test("leaving a final state clears the end, and keeps start and expectation", () => {
  const run = walk(propose("PENDING"), propose("RUNNING"), propose("FAILED"), propose("RUNNING"));
  expect(run).toMatchObject({
    run_count: 2,
    start_time: 20,
    end_time: null,
    expected_start_time: 10,
    total_run_time: 10,
  });
});

test("from one final state to another the first end stays", () => {
  expect(walk(propose("RUNNING"), propose("FAILED"), propose("COMPLETED"))).toMatchObject({ end_time: 20 });
});

test("a scheduled run is expected at its time, and the next time is only known while it is scheduled", () => {
  expect(walk(scheduled(500))).toMatchObject({ expected_start_time: 500, next_scheduled_start_time: 500 });
  expect(walk(scheduled(500), propose("PENDING"))).toMatchObject({
    expected_start_time: 500,
    next_scheduled_start_time: null,
  });
});

test("RUNNING after RUNNING counts, and its time too", () => {
  expect(walk(propose("RUNNING"), propose("RUNNING"), propose("COMPLETED"))).toMatchObject({
    run_count: 2,
    total_run_time: 20,
  });
});
