import { expect, it } from "vitest";
import { percentile, secondsOf } from "./run-stats.ts";

const run = (state_type: string, seconds: number | undefined) => ({
  state_type,
  start_time: "2026-01-01T00:00:00Z",
  end_time: seconds === undefined ? null : `2026-01-01T00:00:0${seconds}Z`,
});

it("takes the times of runs that completed alone", () => {
  expect(secondsOf([run("COMPLETED", 2), run("FAILED", 9), run("RUNNING", undefined), run("COMPLETED", 0)])).toEqual([
    2, 0,
  ]);
});

it.each([
  [[], 0.5, undefined],
  [[7], 0.95, 7],
  [[3, 1, 2], 0.5, 2],
  [[4, 1, 3, 2], 0.5, 2],
  [Array.from({ length: 100 }, (_, index) => index + 1), 0.95, 95],
])("of %j, share %d: %d", (values, share, expected) => expect(percentile(values, share)).toBe(expected));
