/** Instants as people read them, in the browser's time zone. Wire text is parsed in the contract, nowhere else. */
import { tryParseTime } from "@weir/contract/time";

const clock = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
const day = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric" });
const dayAndYear = new Intl.DateTimeFormat(undefined, { year: "numeric", month: "short", day: "numeric" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "always", style: "short" });

/** Milliseconds since the epoch with the microseconds as a fraction; `undefined` for null and for what is no time. */
export function toMillis(text: string | null | undefined): number | undefined {
  const micros = text == null ? undefined : tryParseTime(text);
  return micros === undefined ? undefined : micros / 1000;
}

/** `17:44:59` */
export const formatClock = (millis: number): string => clock.format(millis);

/** `17:44:59.123` */
export const formatClockMillis = (millis: number): string =>
  `${clock.format(millis)}.${String(Math.floor(millis) % 1000).padStart(3, "0")}`;

/** `17:44:59` today, `Nov 21, 17:44:59` this year, else with the year. */
export function formatMoment(millis: number, now: number): string {
  const at = new Date(millis);
  const today = new Date(now);
  if (at.toDateString() === today.toDateString()) return formatClock(millis);
  const date = at.getFullYear() === today.getFullYear() ? day.format(at) : dayAndYear.format(at);
  return `${date}, ${formatClock(millis)}`;
}

/** Everything about an instant, for a tooltip: local time with its zone, and UTC. */
export const formatExact = (millis: number): string => `${full.format(millis)}\n${new Date(millis).toISOString()}`;

const STEPS: readonly [seconds: number, unit: Intl.RelativeTimeFormatUnit][] = [
  [86400, "day"],
  [3600, "hour"],
  [60, "minute"],
  [1, "second"],
];

/** `7 min. ago`, `in 3 hr.`, `just now` */
export function formatRelative(millis: number, now: number): string {
  const seconds = (millis - now) / 1000;
  if (Math.abs(seconds) < 3) return "just now";
  for (const [size, unit] of STEPS) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit).replaceAll(".", "");
  }
  return "just now";
}
