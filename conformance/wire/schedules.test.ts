/** The next 25 times that the reference computed, across the clock changes of eight zones, and what it refuses. */
import { readFileSync } from "node:fs";
import { formatTime, parseTime } from "@weir/contract/time";
import { checkSchedule, InvalidSchedule, nextTimes, type Schedule } from "@weir/contract/schedules";
import { expect, test } from "vitest";

interface Vector {
  readonly kind: "cron" | "interval" | "rrule";
  readonly cron?: string;
  readonly day_or?: boolean;
  readonly interval?: number;
  readonly anchor_date?: string;
  readonly rrule?: string;
  readonly timezone?: string;
  readonly start?: string;
  readonly expect?: readonly string[];
  /** What the reference raised. */
  readonly error?: string;
  readonly valid?: boolean;
}

const VECTORS = JSON.parse(
  readFileSync(new URL("vectors/schedules.json", import.meta.url), "utf8"),
) as readonly Vector[];

const REASONS = {
  drift:
    "The reference counts to its first candidate in elapsed seconds, so what it plans after a clock change has moved by an hour; ours stays on the wall clock of its anchor.",
  repeatedHour:
    "The reference drops the second of two hours that the clock shows alike, though its documentation says that an hourly interval runs in both; ours runs in both.",
  skippedAnchor:
    "The anchor names a time that the zone's clock skipped; the reference moves it by an hour, ours takes it as the instant it is.",
} as const;

/** Each difference from the reference: interval, zone, anchor, start of the window, and why. */
const DIFFERENCES: readonly (readonly [number, string, string, string, keyof typeof REASONS])[] = [
  [3600,"Europe/Berlin","2026-07-01T09:30:00+02:00","2026-10-24T22:00:00+00:00","repeatedHour"],
  [3600,"America/New_York","2026-03-08T02:30:00-05:00","2026-10-31T12:00:00+00:00","skippedAnchor"],
  [3600,"Europe/London","2026-07-01T09:30:00+01:00","2026-10-24T22:00:00+00:00","repeatedHour"],
  [21600,"America/New_York","2026-03-08T02:30:00-05:00","2026-10-31T12:00:00+00:00","skippedAnchor"],
  [43200,"America/New_York","2026-03-08T02:30:00-05:00","2026-10-24T22:00:00+00:00","skippedAnchor"],
  [86400,"Europe/London","2026-07-01T09:30:00+01:00","2026-12-31T20:00:00+00:00","drift"],
  [86400,"Europe/London","2026-03-08T02:30:00+00:00","2026-04-04T03:00:00+00:00","drift"],
  [172800,"Europe/London","2026-03-08T02:30:00+00:00","2026-04-04T03:00:00+00:00","drift"],
  [604800,"America/New_York","2026-03-08T02:30:00-05:00","2026-03-07T12:00:00+00:00","skippedAnchor"],
  [604800,"America/New_York","2026-03-08T02:30:00-05:00","2028-02-27T00:00:00+00:00","skippedAnchor"],
  [604800,"Europe/London","2026-03-08T02:30:00+00:00","2026-04-04T03:00:00+00:00","drift"],
  [1209600,"America/New_York","2026-07-01T09:30:00-04:00","2028-02-27T00:00:00+00:00","drift"],
  [1209600,"America/New_York","2026-01-01T00:00:00-05:00","2026-04-04T03:00:00+00:00","drift"],
  [1209600,"Australia/Lord_Howe","2026-07-01T09:30:00+10:30","2026-10-24T22:00:00+00:00","drift"],
  [100000,"America/New_York","2026-03-08T02:30:00-05:00","2026-04-04T03:00:00+00:00","skippedAnchor"],
  [100000,"America/New_York","2026-01-01T00:00:00-05:00","2026-10-31T12:00:00+00:00","drift"],
];

const keyOf = ({ interval, timezone, anchor_date, start }: Vector): string =>
  [interval, timezone, anchor_date, start].join(" ");
const differing = new Map(DIFFERENCES.map(([...key]) => [key.slice(0, 4).join(" "), key[4]]));

const scheduleOf = ({ kind, cron, day_or, interval, anchor_date, rrule, timezone }: Vector): Schedule =>
  ({
    ...(kind === "cron" ? { cron, day_or } : kind === "interval" ? { interval, anchor_date } : { rrule }),
    timezone,
  }) as Schedule;

const timesOf = (vector: Vector): string[] =>
  nextTimes(scheduleOf(vector), { start: parseTime(vector.start!) }, 25).map((time) =>
    formatTime(time).replace(".000000", ""),
  );

const titled = VECTORS.map((vector) => {
  const { kind, cron, interval, rrule, timezone, start } = vector;
  return [`${kind} ${cron ?? interval ?? rrule?.slice(0, 60)} in ${timezone} from ${start}`, vector] as const;
});

test.each(titled.filter(([, { expect: times }]) => times))("%s", (_, vector) => {
  if (differing.has(keyOf(vector))) expect(timesOf(vector)).not.toEqual(vector.expect);
  else expect(timesOf(vector)).toEqual(vector.expect);
});

test.each(titled.filter(([, vector]) => !vector.expect))("%s is taken or refused alike", (_, vector) => {
  const check = (): void => checkSchedule(scheduleOf(vector));
  if (vector.valid) expect(check).not.toThrow();
  else expect(check).toThrow(InvalidSchedule);
});

test("each difference is of a vector that is there, and has its reason", () => {
  const keys = VECTORS.map(keyOf);
  for (const [key, reason] of differing) {
    expect(keys).toContain(key);
    expect(REASONS[reason]).toBeTruthy();
  }
  expect(VECTORS).toHaveLength(337);
});

test("an interval of days stays at its hour, wherever its window begins", () => {
  for (const vector of VECTORS.filter(({ kind, interval }) => kind === "interval" && interval! % 86_400 === 0)) {
    const clock = new Intl.DateTimeFormat("en", { timeZone: vector.timezone!, timeStyle: "medium" });
    const shown = new Set(timesOf(vector).map((time) => clock.format(new Date(time))));
    // One hour, but for a day on which the clock skips it.
    expect(shown.size).toBeLessThanOrEqual(2);
    expect(shown).toContain(clock.format(new Date(Date.parse(vector.anchor_date!))));
  }
});
