/** A page of the newest completed flow runs among very many. */
import { seedFlowRuns, SPREAD_DAYS } from "../servers/seed.ts";
import { startServer } from "../servers/server.ts";
import { underLoad } from "./requests.ts";
import { measured, type Bench, type Measured, type Row } from "./row.ts";

/** Days back from now that the filter takes in. */
const DAYS = SPREAD_DAYS / 4;

/** The latencies of a load as the figures of a row. */
const latency = (all: readonly Measured[], which: "p50" | "p99"): Measured[] =>
  all.flatMap((each) => (each[which] ? [measured({ ...each, figure: each[which] })] : []));

export async function* filterRows(bench: Bench): AsyncGenerator<Row> {
  const one: Measured[] = [];
  const eight: Measured[] = [];
  for (const system of bench.systems) {
    const home = bench.folder(`${system.name}-filter`);
    await seedFlowRuns(system, home, bench.effort.storedRuns);
    await using server = await startServer(system, home);
    const since = new Date(Date.now() - DAYS * 24 * 3600 * 1000).toISOString();
    one.push(await underLoad(bench, server, 1, { kind: "filterFlowRuns", on: since }));
    eight.push(await underLoad(bench, server, 8, { kind: "filterFlowRuns", on: since }));
  }
  const what = `filter 50 of ${bench.effort.storedRuns.toLocaleString("en")} flow runs`;
  yield {
    group: "filter",
    name: `${what}, 1 connection, p50`,
    unit: "ms",
    target: { atMost: 1.5 },
    measured: latency(one, "p50"),
  };
  yield {
    group: "filter",
    name: `${what}, 8 connections, p99`,
    unit: "ms",
    target: { atMost: 15 },
    measured: latency(eight, "p99"),
  };
}
