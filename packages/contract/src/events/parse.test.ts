import fc from "fast-check";
import { expect, it } from "vitest";
import { durationSeconds } from "../time.ts";

it.each([
  [1.5, 1.5],
  ["PT1M30S", 90],
  ["P1DT2H", 93_600],
  ["P2W", 1_209_600],
  ["PT0.5S", 0.5],
  ["P", undefined],
  ["PT", undefined],
  ["P1M", undefined],
  ["01:30", 5400],
  ["01:30:15.5", 5415.5],
  ["1 day, 02:00:00", 93_600],
  ["2 days 00:00:01", 172_801],
  ["1:75:00", undefined],
  [`PT${"9".repeat(400)}S`, undefined],
  ["1 day", undefined],
  [Infinity, undefined],
  [null, undefined],
])("%s is %s seconds", (value, expected) => {
  expect(durationSeconds(value)).toBe(expected);
});

it("is a finite length of time for whatever it accepts", () => {
  const digits = fc.stringMatching(/^\d{1,400}$/);
  fc.assert(
    fc.property(
      fc.oneof(
        fc.anything(),
        digits.map((text) => `PT${text}S`),
      ),
      (value) => {
        expect(Number.isFinite(durationSeconds(value) ?? 0)).toBe(true);
      },
    ),
  );
});
