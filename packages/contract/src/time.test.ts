import fc from "fast-check";
import { expect, test } from "vitest";
import { formatTime, parseTime, tryParseTime } from "./time.ts";

test.each([
  ["2026-11-22T19:04:00.993123Z", "2026-11-22T19:04:00.993123Z"],
  ["2026-11-22T19:04:00.993123+00:00", "2026-11-22T19:04:00.993123Z"],
  ["2026-11-22T20:04:00+01:00", "2026-11-22T19:04:00.000000Z"],
  ["2026-11-22 19:04:00.5", "2026-11-22T19:04:00.500000Z"],
  ["2026-11-22T19:04:00.1234569Z", "2026-11-22T19:04:00.123456Z"],
  ["1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"],
  ["0001-01-01T00:00:00Z", "1684-07-28T00:12:25.259009Z"],
  ["9999-12-31T23:59:59Z", "2255-06-05T23:47:34.740991Z"],
])("%s is %s", (given, shown) => {
  expect(formatTime(parseTime(given))).toBe(shown);
});

test.each([
  "",
  "now",
  "2026-02-30T00:00:00Z",
  "2026-13-01T00:00:00Z",
  "2026-01-01T24:00:00Z",
  "2026-01-01T00:00:61Z",
  "2026-01-01",
])("%j is no instant", (given) => {
  expect(tryParseTime(given)).toBeUndefined();
  expect(() => parseTime(given)).toThrow(RangeError);
});

test("the form that we write is read as any other, whatever was read before", () => {
  const instant = fc.integer({ min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
  fc.assert(
    fc.property(instant, fc.integer({ min: 0, max: 86_399_999_999 }), (time, later) => {
      for (const text of [formatTime(time), formatTime(Math.min(time + later, Number.MAX_SAFE_INTEGER))])
        expect(parseTime(text)).toBe(parseTime(text.replace("Z", "+00:00")));
    }),
  );
});

test.each(["2026-11-22T19:04:60.993123Z", "2026-11-22T19:0a:00.993123Z", "2026-11-22T24:00:00.000000Z"])(
  "%j is no instant either when its day was read before",
  (given) => {
    parseTime("2026-11-22T00:00:00Z");
    expect(tryParseTime(given)).toBeUndefined();
  },
);

test("microseconds survive a round trip", () => {
  const time = parseTime("2026-11-22T19:04:00.993123Z");
  expect(parseTime(formatTime(time + 1)) - time).toBe(1);
});
