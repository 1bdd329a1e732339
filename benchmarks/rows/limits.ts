/** Slots of a limit, taken and given back by many at once. */
import { post } from "../servers/api.ts";
import { startServer } from "../servers/server.ts";
import { underLoad } from "./requests.ts";
import type { Bench, Measured, Row } from "./row.ts";

const NAME = "bench";

export async function* limitRows(bench: Bench): AsyncGenerator<Row> {
  const width = Math.max(...bench.effort.widths);
  const all: Measured[] = [];
  for (const system of bench.systems) {
    await using server = await startServer(system, bench.folder(system.name));
    await post(server, "/v2/concurrency_limits/", { name: NAME, limit: width });
    all.push(await underLoad(bench, server, width, { kind: "holdSlots", on: NAME }));
  }
  yield {
    group: "slots of a limit",
    name: `slot taken and given back, ${width} connections`,
    unit: "/s",
    target: { atLeast: 5000, timesPrefect: 25 },
    measured: all,
  };
}
