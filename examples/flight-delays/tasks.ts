/** The steps of the flow. Each is a plain function; the options say how it is run. */
import { byInputs, exponential, logger, runContext, task } from "weir";
import { type Airport, type RawFlight, readAirports, readFlights } from "./data.ts";

export interface Flight {
  /** `2001/01/01 00:47` */
  readonly date: string;
  /** Minutes late at arrival; below zero: early. */
  readonly delay: number;
  readonly origin: string;
  readonly destination: string;
}

export interface Cleaned {
  readonly flights: readonly Flight[];
  /** Rows left out, by reason. */
  readonly rejected: Readonly<Record<string, number>>;
}

export interface Statistics {
  readonly airport: string;
  readonly flights: number;
  /** Flights that were late, of all: from 0 to 1. */
  readonly lateShare: number;
  readonly meanDelay: number;
}

export type Ranked = Statistics & { readonly name: string };

/** Minutes from which a flight counts as late. */
const LATE = 15;

export const loadFlights = task({ name: "load-flights", tags: ["io"] }, async () => {
  const rows = await readFlights();
  logger().info("flights read", { rows: rows.length });
  return rows;
});

export const loadAirports = task({ name: "load-airports", tags: ["io"] }, readAirports);

export const clean = task(
  { name: "clean" },
  (rows: readonly RawFlight[], airports: Readonly<Record<string, Airport>>): Cleaned => {
    const flights: Flight[] = [];
    const rejected: Record<string, number> = {};
    const seen = new Set<string>();
    for (const row of rows) {
      const problem = problemOf(row, airports, seen);
      if (problem === undefined) flights.push(row as unknown as Flight);
      else rejected[problem] = (rejected[problem] ?? 0) + 1;
    }
    logger().info("cleaned", { kept: flights.length, ...rejected });
    return { flights, rejected };
  },
);

function problemOf(
  { date, delay, origin, destination }: RawFlight,
  airports: Readonly<Record<string, Airport>>,
  seen: Set<string>,
): string | undefined {
  if (typeof date !== "string" || !/^\d{4}\/\d\d\/\d\d \d\d:\d\d$/.test(date)) return "no date";
  if (typeof delay !== "number" || !Number.isFinite(delay)) return "no delay";
  for (const code of [origin, destination]) {
    const airport = airports[String(code)];
    if (!airport) return "unknown airport";
    if (airport.city === "NA") return "airport without a city";
  }
  const key = `${date} ${String(origin)} ${String(destination)}`;
  if (seen.has(key)) return "same flight twice";
  seen.add(key);
  return undefined;
}

/** The flights of a month (`2001/01`), by airport of departure; only airports with enough of them. */
export const groupByAirport = task(
  { name: "group-by-airport", runName: "group-{month}" },
  ({ flights }: Cleaned, month: string, atLeast: number): Record<string, number[]> => {
    const delays: Record<string, number[]> = {};
    for (const { date, origin, delay } of flights) if (date.startsWith(month)) (delays[origin] ??= []).push(delay);
    return Object.fromEntries(Object.entries(delays).filter(([, all]) => all.length >= atLeast));
  },
);

/** Costs nothing on the second run: the result is taken from the cache as long as the delays are the same. */
export const statistics = task(
  { name: "statistics", runName: "statistics-{airport}", cache: { policy: byInputs, expiresIn: "1d" } },
  (airport: string, delays: readonly number[]): Statistics => ({
    airport,
    flights: delays.length,
    lateShare: delays.filter((delay) => delay >= LATE).length / delays.length,
    meanDelay: delays.reduce((sum, delay) => sum + delay, 0) / delays.length,
  }),
);

/**
 * Adds the airport's name, as if from a service that drops every fourth request. Which ones is decided by the airport and
 * the attempt, so that every run of the example is like the other.
 */
export const enrich = task(
  { name: "enrich", runName: "enrich-{airport}", retries: 3, retryDelay: exponential({ base: "20ms", jitter: 0.5 }) },
  (found: Statistics, airports: Readonly<Record<string, Airport>>): Ranked => {
    const { attempt } = runContext();
    if (isDropped(found.airport, attempt))
      throw new Error(`the airport service dropped the request for ${found.airport}`);
    const { city = "", state = "" } = airports[found.airport] ?? {};
    return { ...found, name: `${city}, ${state}` };
  },
);

/** Deterministic flakiness: the same airports fail at the same attempts, none more than three times. */
function isDropped(airport: string, attempt: number): boolean {
  const seed = [...airport].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7);
  return attempt <= 3 && (seed + attempt * 13) % 4 === 0;
}

/** When on the day an airport is late: the share of late departures by hour. */
export const lateHours = task(
  { name: "late-hours", runName: "late-hours-{airport}" },
  ({ flights }: Cleaned, airport: string): { hour: string; flights: number; late: number }[] => {
    const hours = new Map<string, { hour: string; flights: number; late: number }>();
    for (const { date, origin, delay } of flights) {
      if (origin !== airport) continue;
      const hour = date.slice(11, 13);
      const row = hours.get(hour) ?? { hour, flights: 0, late: 0 };
      hours.set(hour, { hour, flights: row.flights + 1, late: row.late + (delay >= LATE ? 1 : 0) });
    }
    return [...hours.values()].sort((a, b) => a.hour.localeCompare(b.hour));
  },
);
