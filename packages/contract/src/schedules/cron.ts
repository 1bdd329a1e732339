/**
 * Cron, in croniter's grammar: five fields, a sixth for seconds, a seventh for years. Croner finds the matches; here its
 * fields are read, because the two differ in more than order: wrapping ranges (`fri-mon`), `*` against a full list, and
 * what days of the month and of the week mean together.
 *
 * C1. Matches are found on the wall clock. One that the clock skips runs an hour earlier, where the skipped hour's length
 *     before is; one that it shows twice runs the first time only.
 * C2. Times only ever grow: a match that C1 would put before its predecessor is left out.
 */
import { Cron } from "croner";
import type { Micros } from "../time.ts";
import { InvalidSchedule } from "./problem.ts";
import { instantOf, wallOf } from "./zone.ts";

interface Field {
  readonly from: number;
  readonly to: number;
  readonly names: Readonly<Record<string, number>>;
}

const named = (names: string, first: number): Record<string, number> =>
  Object.fromEntries(names.split(" ").map((name, index) => [name, index + first]));

const DAY = 2;
const MONTH = 3;
const WEEKDAY = 4;
const FIELDS: readonly Field[] = [
  { from: 0, to: 59, names: {} },
  { from: 0, to: 23, names: {} },
  { from: 1, to: 31, names: {} },
  { from: 1, to: 12, names: named("jan feb mar apr may jun jul aug sep oct nov dec", 1) },
  { from: 0, to: 6, names: named("sun mon tue wed thu fri sat", 0) },
  { from: 0, to: 59, names: {} },
  { from: 1970, to: 2099, names: {} },
];

const ALIASES: Readonly<Record<string, string>> = {
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *",
  "@daily": "0 0 * * *",
  "@weekly": "0 0 * * 0",
  "@monthly": "0 0 1 * *",
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
};

/** Thrown and caught here only: which part is wrong is not told by the reference either. */
class BadField extends Error {}

function numberOf(index: number, text: string): number {
  const { names } = FIELDS[index]!;
  const value = /^\d+$/.test(text) ? Number(text) : names[text];
  if (value === undefined) throw new BadField(text);
  return index === WEEKDAY && value === 7 ? 0 : value;
}

/** `low-high/step`, where high may lie before low: `fri-mon`, `22-2`. */
function range(index: number, low: number, high: number, step: number): number[] {
  const { from, to } = FIELDS[index]!;
  if (step === 0 || Math.max(low, high) > to || Math.min(low, high) < from) throw new BadField();
  const every = (first: number, last: number): number[] => {
    const values: number[] = [];
    for (let value = first; value <= last; value += step) values.push(value);
    return values;
  };
  // A range from a day to itself is the whole week, and so for the others.
  if (low === high) return every(from, to);
  if (low < high) return every(low, high);
  const values = every(low, to);
  // Where a step would lead over the end, croniter goes on behind it by what is left of the step.
  const reached = values.at(-1)!;
  const skipped = reached - from + step > to - from + 1 && to - reached < step ? step - (to - reached) : 0;
  return [...values, ...every(from + skipped, high)];
}

interface Values {
  readonly all: boolean;
  readonly last: boolean;
  readonly numbers: ReadonlySet<number>;
  /** Days of the week of which only one in the month is meant: `5#2`, `5#L`. */
  readonly nth: ReadonlySet<string>;
}

function valuesOf(index: number, text: string): Values {
  const { from, to } = FIELDS[index]!;
  const numbers = new Set<number>();
  const nth = new Set<string>();
  let all = false;
  let last = false;
  if (text === "?" && (index === DAY || index === WEEKDAY)) text = "*";
  for (const item of text.split(",")) {
    if (item === "*") {
      all = true;
      continue;
    }
    if (item === "l" && index === DAY) {
      last = true;
      continue;
    }
    const special = index === WEEKDAY ? /^(?:(\w+(?:-\w+)?)#([1-5])|l(\d+))$/.exec(item) : null;
    const part = special ? (special[1] ?? special[3]!) : item;
    const match = /^(?:(\*)|([^-/]+)(?:-([^-/]+))?)(?:\/(\d+))?$/.exec(part);
    if (!match) throw new BadField(item);
    const [, star, low, high, step] = match;
    const found = star
      ? range(index, from, to, Number(step))
      : high !== undefined || step !== undefined
        ? range(
            index,
            numberOf(index, low!),
            high === undefined ? to : high === "l" && index === DAY ? 31 : numberOf(index, high),
            Number(step ?? 1),
          )
        : [numberOf(index, low!)];
    for (const value of found) {
      if (value < from || value > to) throw new BadField(item);
      if (special) nth.add(`${value}#${special[2] ?? "L"}`);
      else numbers.add(value);
    }
  }
  return { all, last, numbers, nth };
}

interface Parsed {
  readonly cron: Cron;
}

function read(text: string, dayOr: boolean): Parsed {
  const lower = text.toLowerCase();
  const fields = (ALIASES[lower] ?? lower).trim().split(/\s+/);
  if (fields.length < 5 || fields.length > 7) throw new BadField();
  const values = fields.map((field, index) => valuesOf(index, field));
  const [day, weekday] = [values[DAY]!, values[WEEKDAY]!];
  if (weekday.nth.size > 0 && weekday.numbers.size > 0) throw new BadField();
  const full = (index: number): boolean => {
    const { all, numbers } = values[index]!;
    const { from, to } = FIELDS[index]!;
    if (all) return true;
    if (numbers.size < to - from + 1) return false;
    // Days that are listed in full still count as chosen, unless the other kind of day is left open.
    if (index === DAY) return fields[WEEKDAY]!.includes("*");
    if (index === WEEKDAY) return fields[DAY]!.includes("*");
    return true;
  };
  const write = (index: number): string => {
    const { last, numbers, nth } = values[index]!;
    if (full(index)) return "*";
    return [...[...numbers].sort((a, b) => a - b), ...(last ? ["L"] : []), ...nth].join(",");
  };
  // An nth weekday decides alone, where either kind of day would do.
  const days = dayOr && weekday.nth.size > 0 && !day.all ? "*" : write(DAY);
  const pattern = [
    fields.length > 5 ? write(5) : "0",
    write(0),
    write(1),
    days,
    write(MONTH),
    write(WEEKDAY),
    ...(fields.length > 6 ? [write(6)] : []),
  ].join(" ");
  return { cron: new Cron(pattern, { utcOffset: 0, domAndDow: !dayOr, paused: true }) };
}

/** Those read lately: thousands of deployments share a handful. */
const recent = new Map<string, Parsed>();
const MOST_RECENT = 500;

/** @throws InvalidSchedule */
export function parseCron(text: string, dayOr: boolean): Parsed {
  const key = `${dayOr ? "or" : "and"} ${text}`;
  let parsed = recent.get(key);
  if (!parsed) {
    if (text.split(/\s+/).some((field) => /^[rh](?:\(|\/|$)/i.test(field)))
      throw new InvalidSchedule(`Random and Hashed expressions are unsupported, received: "${text}"`);
    try {
      parsed = read(text, dayOr);
    } catch {
      throw new InvalidSchedule(`Invalid cron string: "${text}"`);
    }
    if (recent.size >= MOST_RECENT) recent.delete(recent.keys().next().value!);
    recent.set(key, parsed);
  }
  return parsed;
}

/** The times at or after `start`, for ever or until there are no more. */
export function* cronTimes(text: string, dayOr: boolean, zone: string, start: Micros): Generator<Micros> {
  const { cron } = parseCron(text, dayOr);
  // Where the clock shows an hour twice, its first showing is the one that counts.
  let wall: Date | null = new Date(Math.ceil(wallOf(start, zone) / 1e6) * 1000 - 1000);
  let last = start - 1;
  while ((wall = cron.nextRun(wall))) {
    const time = instantOf(wall.getTime() * 1000, zone, "earlier");
    if (time <= last) continue;
    last = time;
    yield time;
  }
}
