import fc from "fast-check";
import { expect, it } from "vitest";
import { readSpan, writeSpan } from "./span-text.ts";

it.each([
  ["90", 90],
  ["90s", 90],
  ["1.5 h", 5400],
  ["1h 30m", 5400],
  ["2 days 1 hour", 176_400],
  ["10min", 600],
  ["", undefined],
  ["soon", undefined],
  ["-5", undefined],
  ["5 months", undefined],
])("%j is %s seconds", (text, seconds) => {
  expect(readSpan(text)).toBe(seconds);
});

it("reads again what it has written", () => {
  fc.assert(
    fc.property(fc.nat({ max: 1e8 }), (seconds) => {
      expect(readSpan(writeSpan(seconds))).toBe(seconds);
    }),
  );
  expect([writeSpan(0), writeSpan(0.5), writeSpan(5400), writeSpan(86_461)]).toEqual([
    "0s",
    "0.5s",
    "1h 30m",
    "1d 1m 1s",
  ]);
});
