import { expect, it } from "vitest";
import { duration, local, relative } from "./time.ts";

const now = Date.parse("2026-03-01T12:00:00Z");

it.each([
  ["2026-03-01T12:00:00.400000Z", "in 0 seconds"],
  ["2026-03-01T11:59:58Z", "2 seconds ago"],
  ["2026-03-01T11:57:00Z", "3 minutes ago"],
  ["2026-03-01T14:00:00+00:00", "in 2 hours"],
  ["2026-02-27T12:00:00Z", "2 days ago"],
])("says %s as %s", (time, words) => {
  expect(relative(time, now)).toBe(words);
});

it.each([
  [0, "0 ms"],
  [0.3204, "320 ms"],
  [4.25, "4.3 s"],
  [64, "1m 4s"],
  [3600, "1h 0m 0s"],
  [90_061, "25h 1m 1s"],
])("says %d seconds as %s", (seconds, words) => {
  expect(duration(seconds)).toBe(words);
});

it("writes times in the zone of the machine", () => {
  const date = new Date(2026, 2, 1, 9, 5, 7, 42);
  expect(local(date.toISOString())).toBe("2026-03-01 09:05:07.042");
});
