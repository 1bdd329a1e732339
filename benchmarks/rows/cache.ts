/** What a cached result costs, and a key. */
import { byInputs, type CacheCall } from "weir";
import { figure } from "../lib/figure.ts";
import { startServer } from "../servers/server.ts";
import { weir } from "../servers/weir.ts";
import { runWithWeir } from "./flows.ts";
import { measured, type Bench, type Row } from "./row.ts";

/** Keys that are made in one round. */
const KEYS = 200;

/** About 10 KB as JSON. */
const ARGUMENT = { rows: Array.from({ length: 200 }, (_, id) => ({ id, name: `row ${id}`, values: [id, id / 3] })) };
const CALL: CacheCall = {
  taskName: "bench",
  source: "",
  args: [ARGUMENT],
  parameterNames: ["rows"],
  flowRunId: undefined,
  parameters: {},
};

export async function* cacheRows(bench: Bench): AsyncGenerator<Row> {
  const { tasks, rounds } = bench.effort;
  // The first round, which leaves the results, only warms up.
  const perTask = async (server?: Parameters<typeof runWithWeir>[2]) =>
    figure((await runWithWeir(bench, "cached", server)).map(({ millis }) => millis / tasks));
  await using server = await startServer(weir, bench.folder("cache"));
  yield {
    group: "cache",
    name: "task whose result is cached, on a server",
    unit: "ms",
    target: { atMost: 1 },
    measured: [measured({ system: "Weir", figure: await perTask(server) })],
  };
  yield {
    group: "cache",
    name: "the same, embedded",
    unit: "ms",
    measured: [measured({ system: "Weir", figure: await perTask() })],
  };
  const micros: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const started = performance.now();
    for (let n = 0; n < KEYS; n++) byInputs(CALL);
    micros.push(((performance.now() - started) / KEYS) * 1000);
  }
  yield {
    group: "cache",
    name: `key of an argument of ${Math.round(JSON.stringify(ARGUMENT).length / 1024)} KB`,
    unit: "µs",
    target: { atMost: 100 },
    measured: [measured({ system: "Weir", figure: figure(micros.slice(1)) })],
  };
}
