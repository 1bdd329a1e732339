/** Times as people say them. */
import { InvalidArgumentError } from "commander";
import { formatTime, parseTime } from "@weir/contract/time";

const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const;

const millis = (time: string): number => parseTime(time) / 1000;

/** "3 minutes ago", "in 2 hours". */
export function relative(time: string, now = Date.now()): string {
  const seconds = Math.round((millis(time) - now) / 1000);
  const [unit, size] = UNITS.find(([, least]) => Math.abs(seconds) >= least) ?? ["second", 1];
  return new Intl.RelativeTimeFormat("en", { numeric: "always" }).format(Math.round(seconds / size), unit);
}

/** "2026-11-22 20:45:36.958", in the zone of this machine. */
export function local(time: string): string {
  const date = new Date(millis(time));
  const shifted = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, -1).replace("T", " ");
}

/** "1m 4s", "320 ms". */
export function duration(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const texts = parts.map((part, index) => `${part}${"hms"[index]}`);
  return texts.slice(parts.findIndex((part) => part > 0)).join(" ");
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/**
 * Reads a point in time as people say it, "2h" (ago), "2026-03-01" or "2026-03-01T12:00Z"; times without a zone are of
 * this machine. Gives it as the API has it.
 */
export function instant(text: string): string {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)([smhdw])$/.exec(text) ?? [];
  const at = unit === undefined ? dateOf(text) : Date.now() - Number(amount) * SECONDS[unit]! * 1000;
  if (Number.isNaN(at)) throw new InvalidArgumentError("It is a time, as 2026-03-01T12:00Z, or how long ago, as 2h.");
  return formatTime(Math.round(at * 1000));
}

function dateOf(text: string): number {
  if (!/^\d{4}-\d\d-\d\d/.test(text)) return Number.NaN;
  // A date alone would be one in UTC.
  return Date.parse(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00` : text);
}
