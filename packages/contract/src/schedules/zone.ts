/**
 * Wall clocks. A wall time is what a clock in the zone shows, as microseconds since 1970-01-01T00:00 on that clock: the
 * arithmetic of calendars is done on it, and only its results become instants.
 */
import { Temporal } from "temporal-polyfill";
import { formatTime, type Micros } from "../time.ts";

/** Microseconds since 1970-01-01T00:00 on a zone's clock. */
export type Wall = number;

/** Which instant is meant by a wall time that a clock shows twice, or never. */
export type Disambiguation = "compatible" | "earlier";

const known = new Map<string, boolean>();

/** True for the name of a zone (`America/New_York`). Not for an offset such as +02:00: that knows no summer time. */
export function isTimeZone(name: string): boolean {
  let answer = known.get(name);
  if (answer === undefined) {
    try {
      answer = !/^[+-]/.test(name) && new Intl.DateTimeFormat("en", { timeZone: name }) !== undefined;
    } catch {
      answer = false;
    }
    // Names come from requests: no more of them are remembered than there are zones.
    if (known.size < 1000) known.set(name, answer);
  }
  return answer;
}

const isUtc = (zone: string): boolean => zone === "UTC" || zone === "Etc/UTC";

export function wallOf(time: Micros, zone: string): Wall {
  if (isUtc(zone)) return time;
  const millis = Math.floor(time / 1000);
  const offset = new Temporal.ZonedDateTime(BigInt(millis) * 1_000_000n, zone).offsetNanoseconds / 1000;
  return time + offset;
}

export function instantOf(wall: Wall, zone: string, disambiguation: Disambiguation): Micros {
  if (isUtc(zone)) return wall;
  // The difference is what is asked for, so that the microseconds need not go through.
  const millis = Math.floor(wall / 1000);
  const zoned = Temporal.Instant.fromEpochMilliseconds(millis)
    .toZonedDateTimeISO("UTC")
    .toPlainDateTime()
    .toZonedDateTime(zone, { disambiguation });
  return wall + (zoned.epochMilliseconds - millis) * 1000;
}

/** An instant as a zone's clock shows it: `2026-11-01 01:30:00-04:00`. */
export function zonedText(time: Micros, zone: string): string {
  const wall = wallOf(time, zone);
  const text = formatTime(wall)
    .replace("T", " ")
    .replace(/(?:\.000000)?Z$/, "");
  const minutes = Math.round((wall - time) / 60e6);
  const two = (value: number): string => String(value).padStart(2, "0");
  const size = Math.abs(minutes);
  return `${text}${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
