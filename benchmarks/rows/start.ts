/** How long a server takes to start, and how much memory it holds: idle, and under load. */
import { setTimeout as sleep } from "node:timers/promises";
import { figure } from "../lib/figure.ts";
import { LoadProcess } from "../lib/load-process.ts";
import { residentMegabytes } from "../lib/processes.ts";
import { createFlow } from "../servers/api.ts";
import { startServer, type System } from "../servers/server.ts";
import { measured, type Bench, type Measured, type Row } from "./row.ts";

/** Connections of the load under which memory is taken. */
const WIDTH = 32;

async function startTimes(bench: Bench, system: System): Promise<Measured> {
  const home = bench.folder(`${system.name}-start`);
  const first = await startServer(system, home);
  await first.stop({ forget: false });
  const times: number[] = [];
  for (let n = 0; n < bench.effort.starts[system.name]; n++) {
    const server = await startServer(system, home);
    times.push(server.startedIn);
    await server.stop({ forget: false });
  }
  return measured({ system: system.name, figure: figure(times) });
}

/** Memory after a quiet second, and the most that is seen under load. */
async function memory(bench: Bench, system: System): Promise<{ idle: Measured; loaded: Measured }> {
  await using server = await startServer(system, bench.folder(`${system.name}-memory`));
  const flowId = await createFlow(server, "bench");
  await sleep(1000);
  const idle = measured({ system: system.name, figure: figure([residentMegabytes(server.pid)]) });
  await using load = new LoadProcess();
  await load.prepare({ url: server.url, width: WIDTH, work: { kind: "flowRunCycles", on: flowId } });
  const samples: number[] = [];
  const sampler = setInterval(() => samples.push(residentMegabytes(server.pid)), 100);
  await load.run({ seconds: bench.effort.seconds * bench.effort.rounds, operations: Number.MAX_SAFE_INTEGER });
  clearInterval(sampler);
  return { idle, loaded: measured({ system: system.name, figure: figure([Math.max(...samples)]) }) };
}

export async function* startRows(bench: Bench): AsyncGenerator<Row> {
  const times: Measured[] = [];
  const idle: Measured[] = [];
  const loaded: Measured[] = [];
  for (const system of bench.systems) {
    times.push(await startTimes(bench, system));
    const sizes = await memory(bench, system);
    idle.push(sizes.idle);
    loaded.push(sizes.loaded);
  }
  const name = "server start to first healthy answer";
  yield { group: "start", name, unit: "ms", target: { atMost: 500 }, measured: times };
  yield { group: "memory", name: "resident memory, idle", unit: "MB", target: { atMost: 110 }, measured: idle };
  yield { group: "memory", name: "resident memory, loaded", unit: "MB", target: { atMost: 160 }, measured: loaded };
}
