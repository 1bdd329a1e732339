import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatTime, parseTime, type Micros } from "../time.ts";
import { checkSchedule, nextTimes, type Schedule } from "./schedule.ts";

const ZONES = ["UTC", "America/New_York", "Europe/London", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia"];
const zone = fc.constantFrom(...ZONES);
const instant = fc
  .integer({ min: Date.UTC(2010, 0, 1) / 1000, max: Date.UTC(2035, 0, 1) / 1000 })
  .map((seconds) => seconds * 1e6 + 250_000);

const cron: fc.Arbitrary<Schedule> = fc.record({
  cron: fc
    .tuple(
      fc.constantFrom("*", "*/7", "0", "10,40", "50-10/5"),
      fc.constantFrom("*", "1,2", "*/5", "0-3"),
      fc.constantFrom("*", "15", "L"),
      fc.constantFrom("*", "3,11", "oct-apr"),
      fc.constantFrom("*", "sun", "fri-mon", "2#2", "L5"),
      fc.constantFrom("", " */20"),
    )
    .map((parts) => parts.slice(0, 5).join(" ") + parts[5]),
  day_or: fc.boolean(),
  timezone: zone,
});
const interval: fc.Arbitrary<Schedule> = fc.record({
  interval: fc.oneof(fc.constantFrom(86_400, 604_800, 90_000, 0.5), fc.integer({ min: 1, max: 400_000 })),
  anchor_date: instant.map(formatTime),
  timezone: zone,
});
const rrule: fc.Arbitrary<Schedule> = fc.record({
  rrule: fc.constantFrom(
    "FREQ=DAILY;BYHOUR=1,2;BYMINUTE=0,30",
    "FREQ=HOURLY;INTERVAL=7",
    "DTSTART:20190301T013000\nRRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO\nEXDATE:20261101T013000",
    "RRULE:FREQ=MONTHLY;BYDAY=-1SU\nRRULE:FREQ=DAILY;INTERVAL=10\nRDATE:20260308T023000",
    "FREQ=MINUTELY;INTERVAL=40",
  ),
  timezone: zone,
});
const schedule = fc.oneof(cron, interval, rrule);

describe("any schedule", () => {
  const everyTime = (check: (times: readonly Micros[], given: Schedule, start: Micros) => void): void =>
    fc.assert(
      fc.property(schedule, instant, (given, start) => {
        checkSchedule(given);
        check(nextTimes(given, { start }, 25), given, start);
      }),
      { numRuns: 100 },
    );

  test("has times that only grow, from the start of the window on", () => {
    everyTime((times, _, start) => {
      for (const [index, time] of times.entries())
        expect(time).toBeGreaterThan(index > 0 ? times[index - 1]! : start - 1);
    });
  });

  test("gives the same times to a later window, as far as both reach", () => {
    everyTime((times, given) => {
      for (const at of [1, 12])
        if (times.length > at)
          expect(nextTimes(given, { start: times[at]! }, times.length - at)).toEqual(times.slice(at));
    });
  });

  test("stops at the end of the window, which belongs to it", () => {
    everyTime((times, given, start) => {
      const end = times.at(10);
      if (end !== undefined) expect(nextTimes(given, { start, end }, 25)).toEqual(times.slice(0, 11));
    });
  });

  test("takes the start of the window in", () => {
    everyTime((times, given) => {
      if (times.length > 0) expect(nextTimes(given, { start: times[0]! }, 1)).toEqual([times[0]]);
    });
  });
});

describe("what is refused", () => {
  test.each([
    [{ cron: "61 * * * *" }, 'Invalid cron string: "61 * * * *"'],
    [{ cron: "* * * *" }, 'Invalid cron string: "* * * *"'],
    [{ cron: "*/0 * * * *" }, 'Invalid cron string: "*/0 * * * *"'],
    [{ cron: "* * * * mon#6" }, 'Invalid cron string: "* * * * mon#6"'],
    [{ cron: "* * * * 1,fri#2" }, 'Invalid cron string: "* * * * 1,fri#2"'],
    [{ cron: "@reboot" }, 'Invalid cron string: "@reboot"'],
    [{ cron: "R * * * *" }, 'Random and Hashed expressions are unsupported, received: "R * * * *"'],
    [{ cron: "0 * * * *", timezone: "Mars/Base" }, 'Invalid timezone: "Mars/Base"'],
    [{ cron: "0 * * * *", timezone: "+02:00" }, 'Invalid timezone: "+02:00"'],
    [{ rrule: "FREQ=NEVER" }, "invalid 'FREQ'"],
    [{ rrule: "INTERVAL=2" }, "FREQ is missing"],
    [{ rrule: "" }, "empty string"],
    [{ rrule: "FREQ=DAILY;X=1" }, "unknown parameter 'X'"],
    [{ rrule: "FREQ=DAILY;INTERVAL=0" }, "invalid 'INTERVAL': 0"],
    [{ rrule: "FREQ=DAILY;BYHOUR=25" }, "invalid 'BYHOUR': 25"],
    [{ rrule: "FREQ=DAILY;UNTIL=20261105T000000Z" }, "UNTIL values must be specified in UTC"],
    [{ rrule: "DTSTART:20260230T000000\nRRULE:FREQ=DAILY" }, "day is out of range"],
    [{ rrule: "FOO:1" }, "unsupported property: FOO"],

    [{ interval: 0 }, "interval must be positive"],
    [{ interval: -5 }, "interval must be positive"],
    [{ interval: Number.NaN }, "interval must be positive"],
  ] as const)("%j", (given, message) => {
    expect(() => checkSchedule(given)).toThrow(message);
  });
});

test("a rule that is too long is not even read", () => {
  const rrule = `FREQ=DAILY;BYMONTHDAY=${"1,".repeat(4000)}1`;
  expect(() => checkSchedule({ rrule })).toThrow(`Max length is 6500, got ${rrule.length}`);
});

describe("a schedule that never comes", () => {
  test.each([
    { cron: "0 0 31 2 *" },
    { cron: "0 0 1 1 * 0 2001" },
    { rrule: "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30" },
    { rrule: "FREQ=DAILY;COUNT=5" },
    { rrule: "RRULE:FREQ=SECONDLY\nEXRULE:FREQ=SECONDLY" },
    { rrule: "RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30\n".repeat(140) },
    { rrule: "DTSTART:20200101T000000\nRRULE:FREQ=SECONDLY;COUNT=1000000" },
  ])("%j has no times, and says so soon", (given) => {
    const began = performance.now();
    expect(nextTimes(given, { start: parseTime("2026-11-22T00:00:00Z") }, 3)).toEqual([]);
    expect(performance.now() - began).toBeLessThan(5000);
  });
});

test("a window may begin between seconds", () => {
  const start = parseTime("2026-01-01T00:00:00.000001Z");
  expect(nextTimes({ cron: "* * * * * */1" }, { start }, 1).map(formatTime)).toEqual(["2026-01-01T00:00:01.000000Z"]);
});

test("the sixth field of cron is seconds, the seventh years", () => {
  const times = nextTimes({ cron: "30 9 * * mon 15 2027" }, { start: parseTime("2026-01-01T00:00:00Z") }, 1);
  expect(times.map(formatTime)).toEqual(["2027-01-04T09:30:15.000000Z"]);
});

test("excluded rules and dates are taken out, written dates are put in", () => {
  const rrule = [
    "DTSTART:20260101T090000",
    "RRULE:FREQ=DAILY",
    "EXRULE:FREQ=WEEKLY;BYDAY=SA,SU",
    "EXDATE:20260102T090000",
    "RDATE:20260103T120000",
  ].join("\n");
  expect(nextTimes({ rrule }, { start: parseTime("2026-01-01T00:00:00Z") }, 3).map(formatTime)).toEqual([
    "2026-01-01T09:00:00.000000Z",
    "2026-01-03T12:00:00.000000Z",
    "2026-01-05T09:00:00.000000Z",
  ]);
});
