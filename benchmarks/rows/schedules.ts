/** How fast runs are planned by schedules. */
import { figure } from "../lib/figure.ts";
import { createFlow, post } from "../servers/api.ts";
import { startServer, type System } from "../servers/server.ts";
import { measured, type Bench, type Measured, type Row } from "./row.ts";

/** Runs that one request plans: as many as both servers do at the most. */
const RUNS = 1000;

/** Each round plans a thousand runs of each of some deployments, one request after the other. */
async function plannedPerSecond(bench: Bench, system: System): Promise<Measured> {
  await using server = await startServer(system, bench.folder(`${system.name}-schedules`));
  const flow_id = await createFlow(server, "bench");
  const rates: number[] = [];
  for (let round = 0; round < bench.effort.rounds; round++) {
    const deployments: string[] = [];
    for (let n = 0; n < bench.effort.schedules[system.name]; n++) {
      const body = {
        name: `d${round}-${n}`,
        flow_id,
        // Nobody but the bench plans it.
        paused: true,
        schedules: [{ schedule: { interval: 60, timezone: "UTC" } }],
      };
      deployments.push((await post<{ id: string }>(server, "/deployments/", body)).id);
    }
    const began = performance.now();
    for (const id of deployments) await post(server, `/deployments/${id}/schedule`, { min_runs: RUNS, max_runs: RUNS });
    rates.push((deployments.length * RUNS * 1000) / (performance.now() - began));
  }
  const planned = await post<number>(server, "/flow_runs/count", {});
  const missing = bench.effort.rounds * bench.effort.schedules[system.name] * RUNS - planned;
  return measured({
    system: system.name,
    figure: figure(rates),
    errors: missing === 0 ? {} : { "runs that were not planned": missing },
  });
}

export async function* scheduleRows(bench: Bench): AsyncGenerator<Row> {
  const rates: Measured[] = [];
  for (const system of bench.systems) rates.push(await plannedPerSecond(bench, system));
  yield {
    group: "schedules",
    name: "runs planned by schedules",
    unit: "/s",
    target: { atLeast: 5000 },
    measured: rates,
  };
}
