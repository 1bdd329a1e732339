/** A page of the newest completed flow runs among very many. */
import { seedFlowRuns, SPREAD_DAYS } from "../servers/seed.ts";
import { startServer, type RunningServer } from "../servers/server.ts";
import { loadInTurn } from "./requests.ts";
import { measured, type Bench, type Measured, type Row } from "./row.ts";

/** Days back from now that the filter takes in. */
const DAYS = SPREAD_DAYS / 4;

/** The latencies of a load as the figures of a row. */
const latency = (all: readonly Measured[], which: "p50" | "p99"): Measured[] =>
  all.flatMap((each) => (each[which] ? [measured({ ...each, figure: each[which] })] : []));

export async function* filterRows(bench: Bench): AsyncGenerator<Row> {
  await using stack = new AsyncDisposableStack();
  const servers: RunningServer[] = [];
  for (const system of bench.systems) {
    const home = bench.folder(`${system.name}-filter`);
    await seedFlowRuns(system, home, bench.effort.storedRuns);
    servers.push(stack.use(await startServer(system, home)));
  }
  const since = new Date(Date.now() - DAYS * 24 * 3600 * 1000).toISOString();
  const filterAt = (width: number): Promise<Measured[]> =>
    loadInTurn(bench, servers, width, async () => ({ kind: "filterFlowRuns", on: since }));
  const what = `filter 50 of ${bench.effort.storedRuns.toLocaleString("en")} flow runs`;
  yield {
    group: "filter",
    name: `${what}, 1 connection, p50`,
    unit: "ms",
    target: { atMost: 1.5 },
    measured: latency(await filterAt(1), "p50"),
  };
  yield {
    group: "filter",
    name: `${what}, 8 connections, p99`,
    unit: "ms",
    target: { atMost: 15 },
    measured: latency(await filterAt(8), "p99"),
  };
}
