/**
 * Recurrence rules (RFC 5545) as dateutil takes them: one rule, or a set of rules, exclusions, dates and excluded dates.
 *
 * R1. Rules recur on the wall clock of the schedule's zone; a zone that is written into the text is dropped for it.
 * R2. A time that the clock skips runs as much later; one that it shows twice runs the first time.
 */
import { RRuleTemporal } from "rrule-temporal";
import { Temporal } from "temporal-polyfill";
import type { Micros } from "../time.ts";
import { InvalidSchedule } from "./problem.ts";
import { instantOf, wallOf, type Wall } from "./zone.ts";

const MAX_RRULE_LENGTH = 6500;
/** Where a rule begins that does not say. */
const RULE_START = "20200101T000000";

class BadRule extends Error {}

const DATE = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z)?)?$/;

interface WrittenTime {
  readonly wall: Wall;
  /** True where the text names a zone or UTC. */
  readonly zoned: boolean;
}

function timeOf(text: string, zoned = false): WrittenTime {
  const match = DATE.exec(text);
  if (!match) throw new BadRule(`Unknown string format: ${text}`);
  const [, year, month, day, hour = "0", minute = "0", second = "0", utc] = match;
  const date = new Date(
    Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)),
  );
  if (
    date.getUTCDate() !== Number(day) ||
    date.getUTCHours() !== Number(hour) ||
    date.getUTCMinutes() !== Number(minute)
  )
    throw new BadRule(`day is out of range for month: ${text}`);
  return { wall: date.getTime() * 1000, zoned: zoned || utc !== undefined };
}

const FREQUENCIES = ["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY"] as const;
type Frequency = (typeof FREQUENCIES)[number];

/** The lists of whole numbers that a rule may have, by how dateutil names them, with their bounds. */
const LISTS = {
  BYSETPOS: ["bySetPos", -366, 366],
  BYMONTH: ["byMonth", 1, 12],
  BYMONTHDAY: ["byMonthDay", -31, 31],
  BYYEARDAY: ["byYearDay", -366, 366],
  BYWEEKNO: ["byWeekNo", -53, 53],
  BYHOUR: ["byHour", 0, 23],
  BYMINUTE: ["byMinute", 0, 59],
  BYSECOND: ["bySecond", 0, 59],
} as const;

const integer = (name: string, text: string, from: number, to: number): number => {
  const value = Number(text);
  if (!/^[+-]?\d+$/.test(text) || value < from || value > to || (value === 0 && from < 0))
    throw new BadRule(`invalid '${name}': ${text}`);
  return value;
};

interface Rule {
  readonly frequency: Frequency;
  readonly until: WrittenTime | undefined;
  readonly parts: Readonly<Record<string, number | string | number[] | string[]>>;
}

function ruleOf(text: string): Rule {
  const parts: Record<string, number | string | number[] | string[]> = {};
  let frequency: Frequency | undefined;
  let until: WrittenTime | undefined;
  for (const pair of text.split(";")) {
    const [name, value, ...more] = pair.split("=");
    if (value === undefined || more.length > 0) throw new BadRule(`not a part of a rule: '${pair}'`);
    const list = LISTS[name as keyof typeof LISTS];
    if (list) parts[list[0]] = value.split(",").map((item) => integer(name!, item, list[1], list[2]));
    else if (name === "FREQ") {
      frequency = FREQUENCIES.find((known) => known === value);
      if (!frequency) throw new BadRule(`invalid '${name}': ${value}`);
    } else if (name === "INTERVAL") parts["interval"] = integer(name, value, 1, Number.MAX_SAFE_INTEGER);
    else if (name === "COUNT") parts["count"] = integer(name, value, 0, Number.MAX_SAFE_INTEGER);
    else if (name === "UNTIL") until = timeOf(value);
    else if (name === "WKST") {
      if (!/^(?:MO|TU|WE|TH|FR|SA|SU)$/.test(value)) throw new BadRule(`invalid '${name}': ${value}`);
      parts["wkst"] = value;
    } else if (name === "BYDAY" || name === "BYWEEKDAY") {
      parts["byDay"] = value.split(",").map((item) => {
        const match = /^([+-]?\d+)?(MO|TU|WE|TH|FR|SA|SU)(?:\(([+-]?\d+)\))?$/.exec(item);
        if (!match) throw new BadRule(`invalid '${name}': ${item}`);
        const nth = match[1] ?? match[3];
        return nth === undefined ? match[2]! : `${integer(name, nth, -53, 53)}${match[2]!}`;
      });
    } else if (name === "BYEASTER") throw new BadRule("BYEASTER is not supported");
    else throw new BadRule(`unknown parameter '${name}'`);
  }
  if (!frequency) throw new BadRule("FREQ is missing");
  return { frequency, until, parts };
}

interface Lines {
  readonly start: WrittenTime;
  readonly rules: readonly Rule[];
  readonly excludedRules: readonly Rule[];
  readonly dates: readonly Wall[];
  readonly excludedDates: readonly Wall[];
}

function linesOf(text: string): Lines {
  const lines = text.toUpperCase().split(/\s+/).filter(Boolean);
  if (lines.length === 0) throw new BadRule("empty string");
  let start: WrittenTime | undefined;
  const rules: Rule[] = [];
  const excludedRules: Rule[] = [];
  const dates: Wall[] = [];
  const excludedDates: Wall[] = [];
  const times = (value: string, zoned: boolean) => value.split(",").map((item) => timeOf(item, zoned));
  for (const line of lines) {
    const colon = line.indexOf(":");
    const [name, ...options] = colon < 0 ? ["RRULE"] : line.slice(0, colon).split(";");
    const value = line.slice(colon + 1);
    const zoned = options.some((option) => option.startsWith("TZID="));
    const allowed =
      name === "DTSTART" || name === "EXDATE" ? /^(?:TZID=.*|VALUE=DATE-TIME|VALUE=DATE)$/ : /^VALUE=DATE-TIME$/;
    const odd = options.find((option) => !allowed.test(option));
    if (odd) throw new BadRule(`unsupported ${name} parm: ${odd}`);
    if (name === "RRULE") rules.push(ruleOf(value));
    else if (name === "EXRULE") excludedRules.push(ruleOf(value));
    else if (name === "RDATE") dates.push(...times(value, zoned).map(({ wall }) => wall));
    else if (name === "EXDATE") excludedDates.push(...times(value, zoned).map(({ wall }) => wall));
    else if (name === "DTSTART") {
      if (value.includes(",")) throw new BadRule(`Multiple DTSTART values specified:${value}`);
      start = timeOf(value, zoned);
    } else throw new BadRule(`unsupported property: ${name}`);
  }
  if (rules.length === 0 && dates.length === 0) throw new BadRule("no rule and no date");
  start ??= timeOf(RULE_START);
  for (const { until } of [...rules, ...excludedRules])
    if (until && until.zoned !== start.zoned)
      throw new BadRule("RRULE UNTIL values must be specified in UTC when DTSTART is timezone-aware");
  return { start, rules, excludedRules, dates, excludedDates };
}

/** @throws InvalidSchedule */
export function parseRRule(text: string): Lines {
  // Before anything is read of it.
  if (text.length > MAX_RRULE_LENGTH)
    throw new InvalidSchedule(
      `Invalid RRule string "${text.slice(0, 40)}..."\nMax length is ${MAX_RRULE_LENGTH}, got ${text.length}`,
    );
  try {
    return linesOf(text);
  } catch (error) {
    if (error instanceof BadRule) throw new InvalidSchedule(`Invalid RRule string "${text}": ${error.message}`);
    throw error;
  }
}

const zonedOf = (wall: Wall): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(wall / 1000).toZonedDateTimeISO("UTC");

/**
 * Periods in a row that the rules of a set, together, may leave empty before they are taken to have ended; the library
 * throws then. Some forty years of days for a single rule.
 */
const MOST_EMPTY_PERIODS = 15_000;
/** Times in a row that may be excluded before a set is taken to have ended. */
const MOST_EXCLUDED = 10_000;

/** The wall times of one rule at or after a time. */
function* wallsOf({ frequency, until, parts }: Rule, start: Wall, from: Wall, maxIterations: number): Generator<Wall> {
  const rule = new RRuleTemporal({
    ...parts,
    freq: frequency,
    dtstart: zonedOf(start),
    tzid: "UTC",
    maxIterations,
    ...(until ? { until: zonedOf(until.wall) } : {}),
  });
  const following = (millis: number, inclusive: boolean): number | undefined => {
    try {
      return rule.next(new Date(millis), inclusive)?.epochMilliseconds;
    } catch (error) {
      if (error instanceof Error && error.message.startsWith("Maximum")) return undefined;
      throw error;
    }
  };
  let millis = following(from / 1000, true);
  while (millis !== undefined) {
    yield millis * 1000;
    millis = following(millis, false);
  }
}

/** Merges ascending sequences into one, each value once. */
function* merged(sequences: readonly Iterator<Wall>[]): Generator<Wall> {
  const heads = sequences.map((sequence) => sequence.next());
  for (;;) {
    let least: Wall | undefined;
    for (const head of heads) if (!head.done && (least === undefined || head.value < least)) least = head.value;
    if (least === undefined) return;
    for (const [index, head] of heads.entries())
      if (!head.done && head.value === least) heads[index] = sequences[index]!.next();
    yield least;
  }
}

/** The times at or after `start`, for ever or until there are no more. */
export function* rruleTimes(text: string, zone: string, start: Micros): Generator<Micros> {
  const { start: begin, rules, excludedRules, dates, excludedDates } = parseRRule(text);
  // A day back: around a change of the clock, a wall time before may be an instant after.
  const from = Math.ceil((wallOf(start, zone) - 86_400_000_000) / 1000) * 1000;
  const sorted = (walls: readonly Wall[]): Iterator<Wall> =>
    walls
      .filter((wall) => wall >= from)
      .sort((a, b) => a - b)
      .values();
  const share = Math.ceil(MOST_EMPTY_PERIODS / (rules.length + excludedRules.length || 1));
  const all = (given: readonly Rule[]): Generator<Wall>[] =>
    given.map((rule) => wallsOf(rule, begin.wall, from, share));
  const excluded = merged([...all(excludedRules), sorted(excludedDates)]);
  let hole = excluded.next();
  let excludedInARow = 0;
  let last = start - 1;
  for (const wall of merged([...all(rules), sorted(dates)])) {
    while (!hole.done && hole.value < wall) hole = excluded.next();
    if (!hole.done && hole.value === wall) {
      if (++excludedInARow >= MOST_EXCLUDED) return;
      continue;
    }
    excludedInARow = 0;
    const time = instantOf(wall, zone, "compatible");
    if (time <= last) continue;
    last = time;
    yield time;
  }
}
