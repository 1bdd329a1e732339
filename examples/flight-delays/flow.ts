/** How late flights were in the first quarter of 2001, by month and airport. */
import { artifact, flow, logger, unmapped } from "weir";
import type { Airport } from "./data.ts";
import {
  type Cleaned,
  clean,
  enrich,
  groupByAirport,
  lateHours,
  loadAirports,
  loadFlights,
  type Ranked,
  statistics,
} from "./tasks.ts";

const MONTHS = ["2001/01", "2001/02", "2001/03"];

export interface MonthReport {
  readonly month: string;
  readonly flights: number;
  /** Airports, the latest first. */
  readonly ranking: readonly Ranked[];
}

interface MonthParameters {
  readonly month: string;
  readonly atLeast: number;
  readonly cleaned: Cleaned;
  readonly airports: Readonly<Record<string, Airport>>;
}

const monthReport = flow(
  { name: "month-report", runName: "report-{month}" },
  async ({ month, atLeast, cleaned, airports }: MonthParameters): Promise<MonthReport> => {
    const groups = await groupByAirport(cleaned, month, atLeast);
    const found = statistics.map(Object.keys(groups), Object.values(groups));
    const named = enrich.map(found, unmapped(airports));
    const ranking = (await named.results()).sort((a, b) => b.lateShare - a.lateShare);
    return { month, flights: ranking.reduce((sum, { flights }) => sum + flights, 0), ranking };
  },
);

export interface DelayReport {
  readonly kept: number;
  readonly rejected: number;
  readonly worst: Ranked;
  readonly months: readonly { readonly month: string; readonly airports: number; readonly worst: string }[];
}

interface DelayParameters {
  /** Airports with fewer departures in a month are left out. */
  readonly atLeast?: number;
  /** Share of late flights from which an airport is looked at closely. */
  readonly alarm?: number;
}

export const flightDelays = flow(
  { name: "flight-delays", tags: ["example"] },
  async ({ atLeast = 100, alarm = 0.35 }: DelayParameters): Promise<DelayReport> => {
    const airports = loadAirports.submit();
    const cleaned = clean.submit(loadFlights.submit(), airports);
    const months = await Promise.all(MONTHS.map((month) => monthReport({ month, atLeast, cleaned, airports })));

    const worst = months.flatMap(({ ranking }) => ranking).reduce((a, b) => (b.lateShare > a.lateShare ? b : a));
    if (worst.lateShare >= alarm) {
      logger().warn("an airport stands out", { airport: worst.airport, late: percent(worst.lateShare) });
      const hours = await lateHours(cleaned, worst.airport);
      await artifact.table(hours, { key: "late-hours", description: `Departures from ${worst.name} by hour` });
    } else logger().info("no airport stands out");

    const { flights, rejected } = await cleaned.result();
    await artifact.markdown(reportText(months, flights.length, rejected), { key: "flight-delays" });
    await artifact.table(
      months.flatMap(({ month, ranking }) =>
        ranking.slice(0, 5).map((row) => ({ month, ...row, lateShare: percent(row.lateShare) })),
      ),
      { key: "latest-airports", description: "The five latest airports of each month" },
    );
    return {
      kept: flights.length,
      rejected: Object.values(rejected).reduce((sum, count) => sum + count, 0),
      worst,
      months: months.map(({ month, ranking }) => ({ month, airports: ranking.length, worst: ranking[0]?.name ?? "-" })),
    };
  },
);

export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

function reportText(months: readonly MonthReport[], kept: number, rejected: Readonly<Record<string, number>>): string {
  const reasons = Object.entries(rejected).map(([reason, count]) => `${count} × ${reason}`);
  const sections = months.map(({ month, flights, ranking }) => {
    const rows = ranking
      .slice(0, 5)
      .map(
        ({ name, airport, flights: own, lateShare, meanDelay }) =>
          `| ${name} (${airport}) | ${own} | ${percent(lateShare)} | ${meanDelay.toFixed(1)} |`,
      );
    const head = ["| airport | flights | late | mean delay, min |", "|---|---|---|---|"];
    return [`## ${month}: ${flights} flights from ${ranking.length} airports`, "", ...head, ...rows].join("\n");
  });
  return [`# Flight delays`, `${kept} flights; left out: ${reasons.join(", ") || "none"}.`, ...sections].join("\n\n");
}
