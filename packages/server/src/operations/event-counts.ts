/** How many events there are, by name, by resource or over time. */
import {
  formatTime,
  parseTime,
  seconds,
  type Countable,
  type EventCount,
  type EventFilter,
  type Micros,
  type TimeUnit,
} from "@weir/contract";
import { Refusal } from "../platform/errors.ts";
import { countEventsBy, countEventsByTime } from "../storage/queries/events.ts";
import type { Context } from "./context.ts";
import { bounded } from "./event-pages.ts";

/** A Monday, from which all stretches of time are counted. */
const PIVOT = parseTime("2024-04-01T00:00:00Z");
const UNITS: Readonly<Record<TimeUnit, Micros>> = {
  week: seconds(604_800),
  day: seconds(86_400),
  hour: seconds(3600),
  minute: seconds(60),
  second: seconds(1),
};
const MAX_BUCKETS = 1000;

export interface CountRequest {
  readonly filter: EventFilter;
  readonly countable: Countable;
  readonly unit: TimeUnit;
  readonly interval: number;
}

export async function countEventsOver(context: Context, request: CountRequest): Promise<EventCount[]> {
  const now = context.clock.now();
  const filter = bounded(request.filter, now);
  const { countable } = request;
  const { unit, interval } = countable === "day" ? { unit: "day" as const, interval: 1 } : request;
  const step = Math.round(UNITS[unit] * interval);
  const since = parseTime(filter.occurred!.since!);
  const until = parseTime(filter.occurred!.until!);
  const buckets = Math.ceil((until - since) / step);
  if (buckets > MAX_BUCKETS)
    throw new Refusal(
      "invalid",
      `The given interval would create ${buckets} buckets, which is too many. Please increase the interval or reduce the time range to produce ${MAX_BUCKETS} buckets or fewer.`,
    );
  if (countable === "event" || countable === "resource") {
    const groups = await context.store.scan((db) => db.rows(countEventsBy(db.dialect, countable, filter)));
    return groups.map(({ value, label, count, oldest, latest }) => ({
      value,
      label,
      count,
      start_time: formatTime(oldest),
      end_time: formatTime(latest),
    }));
  }
  const start = since - modulo(since - PIVOT, step);
  // What is still to come is shown up to the end of the present unit, and no further.
  const end = until > now ? now - modulo(now - PIVOT, UNITS[unit]) + UNITS[unit] : until;
  const counted = await context.store.scan((db) => db.rows(countEventsByTime(db.dialect, filter, start, step)));
  const counts = new Map(counted.map(({ bucket, count }) => [bucket, count]));
  const result: EventCount[] = [];
  for (let from = start, index = 0; from < end; from += step, index++)
    result.push({
      value: String(index),
      label: isoFormat(from),
      count: counts.get(index) ?? 0,
      start_time: formatTime(from),
      end_time: formatTime(from + step - 1),
    });
  return result;
}

const modulo = (value: number, by: number): number => ((value % by) + by) % by;

/** As Python writes an instant: no fraction where there is none. */
const isoFormat = (time: Micros): string => formatTime(time).replace(/(\.0{6})?Z$/, "+00:00");
