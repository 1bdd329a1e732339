/** Times as people say them. */
import { parseTime } from "@weir/contract/time";

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
