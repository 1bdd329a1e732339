import { expect, test } from "vitest";
import { type Duration, milliseconds } from "./duration.ts";

test("numbers are seconds, text has a unit", () => {
  const cases: [Duration, number][] = [
    [2, 2000],
    [0.25, 250],
    ["250ms", 250],
    ["1.5s", 1500],
    ["5m", 300_000],
    ["2h", 7_200_000],
    ["1d", 86_400_000],
  ];
  for (const [duration, expected] of cases) expect(milliseconds(duration)).toBe(expected);
});

test.each([-1, Number.NaN, "5", "5 s", "s", "-1s", "1w"])("%j is refused", (text) => {
  expect(() => milliseconds(text as Duration, "timeout")).toThrow(/timeout: .* is not a duration/);
});
