/**
 * The only file that parses or formats timestamps.
 *
 * Inside Weir an instant is a whole number of microseconds since 1970-01-01T00:00:00Z. As a `number` that is exact from
 * 1684 to 2255; instants beyond are taken as the nearest of these, since "for ever" is what is meant by them. On the
 * wire it is RFC 3339 text in UTC with six digits and `Z`. A `Date` would lose the microseconds that the Python client
 * sends.
 */

/** Microseconds since the epoch. */
export type Micros = number;

const PATTERN =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9})\d*)?)?\s*(?:([Zz])|([+-])(\d\d):?(\d\d)?)?$/;

/** Days closer to the epoch than this, in milliseconds, are exact from end to end. */
const LAST_DAY = Number.MAX_SAFE_INTEGER / 1000 - 86_400_000;
/** The day that was read last, in milliseconds since the epoch: what arrives is full of times of one day, too. */
const lastRead = { text: "1970-01-01", start: 0 };

/** Two digits at a place of a text; not a number where there are others. */
const twoDigits = (text: string, at: number): number => {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
};

/** Reads `…T19:04:00.993123Z` on the day that was read last, as most of what arrives is written. */
function tryParseUsual(text: string): Micros | undefined {
  if (text.length !== 27 || !text.endsWith("Z") || text[19] !== "." || !text.startsWith(lastRead.text))
    return undefined;
  if (text[10] !== "T" || text[13] !== ":" || text[16] !== ":") return undefined;
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  const fraction = twoDigits(text, 20) * 10_000 + twoDigits(text, 22) * 100 + twoDigits(text, 24);
  if (!(hour <= 23 && minute <= 59 && second <= 59 && fraction >= 0)) return undefined;
  return (lastRead.start + ((hour * 60 + minute) * 60 + second) * 1000) * 1000 + fraction;
}

/** Parses RFC 3339 text (no zone means UTC). `undefined` if it is not a real instant. */
export function tryParseTime(text: string): Micros | undefined {
  const usual = tryParseUsual(text);
  if (usual !== undefined) return usual;
  const match = PATTERN.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second = "0", fraction = "", , sign, zoneHours = "0", zoneMinutes = "0"] =
    match;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  const start = date.getTime();
  date.setUTCHours(Number(hour), Number(minute), Number(second));
  // `Date` rolls 30 February over to March: what does not come back as written was not a date.
  if (
    date.getUTCMonth() !== Number(month) - 1 ||
    date.getUTCDate() !== Number(day) ||
    date.getUTCMinutes() !== Number(minute) ||
    date.getUTCHours() !== Number(hour)
  )
    return undefined;
  if (Number(second) > 59) return undefined;
  if (Math.abs(start) < LAST_DAY) Object.assign(lastRead, { text: text.slice(0, 10), start });
  const zone = (sign === "-" ? -1 : 1) * (Number(zoneHours) * 60 + Number(zoneMinutes)) * 60_000;
  const time = (date.getTime() - zone) * 1000 + Number(fraction.padEnd(6, "0").slice(0, 6));
  return Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, time));
}

/** Parses RFC 3339 text; throws a `RangeError` if it is not a real instant. */
export function parseTime(text: string): Micros {
  const time = tryParseTime(text);
  if (time === undefined) throw new RangeError(`not a time: ${JSON.stringify(text)}`);
  return time;
}

const TWO_DIGITS = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, "0"));

/** The day that was formatted last, as answers are full of times of one day. */
const lastDay = { number: Number.NaN, text: "" };

/** `2026-11-22T` for a number of days since the epoch. */
function dayText(number: number): string {
  if (number !== lastDay.number) {
    lastDay.text = new Date(number * 86_400_000).toISOString().slice(0, -"00:00:00.000Z".length);
    lastDay.number = number;
  }
  return lastDay.text;
}

/** Formats an instant as `2026-11-22T19:04:00.993123Z`. */
export function formatTime(time: Micros): string {
  const seconds = Math.floor(time / 1e6);
  const day = Math.floor(seconds / 86_400);
  const ofDay = seconds - day * 86_400;
  const hour = TWO_DIGITS[Math.floor(ofDay / 3600)]!;
  const minute = TWO_DIGITS[Math.floor(ofDay / 60) % 60]!;
  const second = TWO_DIGITS[ofDay % 60]!;
  const fraction = String(1_000_000 + (time - seconds * 1e6)).slice(1);
  return `${dayText(day)}${hour}:${minute}:${second}.${fraction}Z`;
}

/** Seconds (a wire duration) as microseconds. */
export const seconds = (value: number): Micros => Math.round(value * 1e6);

/** Microseconds as seconds (a wire duration). */
export const toSeconds = (value: Micros): number => value / 1e6;

const SECONDS_OF = { W: 604_800, D: 86_400, H: 3600, M: 60, S: 1 } as const;
const ISO_DURATION = /^P(?=[\dT])(?:\d+(?:\.\d+)?[WD])*(?:T(?:\d+(?:\.\d+)?[HMS])+)?$/;
const CLOCK_DURATION = /^(?:(\d+) days?,? )?(\d+):([0-5]\d)(?::([0-5]\d(?:\.\d+)?))?$/;

/**
 * A length of time in seconds: a number, an ISO 8601 duration such as `PT1H`, or `HH:MM:SS` after `2 days, ` or nothing, as
 * the reference takes it; undefined if it is none of these.
 */
export function durationSeconds(value: unknown): number | undefined {
  const seconds = typeof value === "string" ? secondsInText(value) : value;
  // So many digits that they are no number any more are no length either.
  return typeof seconds === "number" && Number.isFinite(seconds) ? seconds : undefined;
}

function secondsInText(text: string): number | undefined {
  const [, days = "0", hours, minutes, rest = "0"] = CLOCK_DURATION.exec(text) ?? [];
  if (hours !== undefined)
    return Number(days) * SECONDS_OF.D + Number(hours) * SECONDS_OF.H + Number(minutes) * SECONDS_OF.M + Number(rest);
  if (!ISO_DURATION.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)([WDHMS])/g)];
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * SECONDS_OF[unit as keyof typeof SECONDS_OF], 0);
}
