/** When a schedule makes runs. Pure: the present time is handed in. */
import type { CronSchedule, IntervalSchedule_Output, RRuleSchedule } from "../schemas/schedules.ts";
import { parseTime, seconds, type Micros } from "../time.ts";
import { cronTimes, parseCron } from "./cron.ts";
import { intervalTimes } from "./interval.ts";
import { InvalidSchedule } from "./problem.ts";
import { parseRRule, rruleTimes } from "./rrule.ts";
import { isTimeZone } from "./zone.ts";

/** A schedule as it is stored and answered. */
export type Schedule = IntervalSchedule_Output | CronSchedule | RRuleSchedule;

export interface Window {
  /** The first instant that counts. */
  readonly start: Micros;
  /** The last instant that counts; without it, there is none. */
  readonly end?: Micros | undefined;
}

const TEN_YEARS = 315_360_000;
/** Shortest interval, in seconds: what an instant can tell apart. */
const SHORTEST = 1e-6;

function sequence(schedule: Schedule, start: Micros): Generator<Micros> {
  const zone = schedule.timezone || "UTC";
  if ("cron" in schedule) return cronTimes(schedule.cron, schedule.day_or ?? true, zone, start);
  if ("rrule" in schedule) return rruleTimes(schedule.rrule, zone, start);
  const anchor = schedule.anchor_date === undefined ? start : parseTime(schedule.anchor_date);
  return intervalTimes(seconds(schedule.interval), anchor, zone, start);
}

/**
 * The times of a schedule in a window, each later than the one before. Lazy: take as many as are needed, since most
 * schedules have no end.
 *
 * @throws InvalidSchedule if it was not checked before
 */
export function* occurrences(schedule: Schedule, { start, end = Number.MAX_SAFE_INTEGER }: Window): Generator<Micros> {
  for (const time of sequence(schedule, start)) {
    if (time > end) return;
    yield time;
  }
}

/** The next times of a schedule, at most `limit`. */
export function nextTimes(schedule: Schedule, window: Window, limit: number): Micros[] {
  const times: Micros[] = [];
  if (limit <= 0) return times;
  for (const time of occurrences(schedule, window)) if (times.push(time) >= limit) break;
  return times;
}

/** @throws InvalidSchedule, in the words of the reference */
export function checkSchedule(schedule: Schedule): void {
  const zone = schedule.timezone;
  if (zone && !isTimeZone(zone))
    throw new InvalidSchedule(
      `Invalid timezone: "${zone}" (specify in IANA tzdata format, for example, America/New_York)`,
    );
  if ("cron" in schedule) parseCron(schedule.cron, schedule.day_or ?? true);
  else if ("rrule" in schedule) parseRRule(schedule.rrule);
  else if (!(schedule.interval >= SHORTEST && schedule.interval <= 1000 * TEN_YEARS))
    throw new InvalidSchedule("interval must be positive");
}
