/** Requests on flow runs: created, changed, taken through their whole life, by 1, 8 and 32 connections. */
import { figure, sumErrors } from "../lib/figure.ts";
import { LoadProcess } from "../lib/load-process.ts";
import { cpuMillis } from "../lib/processes.ts";
import type { LoadResult } from "../load/closed-loop.ts";
import type { Work } from "../load.ts";
import { createFlow, settled } from "../servers/api.ts";
import { startServer, type RunningServer } from "../servers/server.ts";
import { measured, type Bench, type Measured, type Row, type Target } from "./row.ts";

interface Kind {
  readonly group: string;
  readonly unit: string;
  readonly work: (flowId: string) => Work;
  readonly target: (width: number) => Target;
}

const KINDS: readonly Kind[] = [
  {
    group: "create flow runs",
    unit: "/s",
    work: (on) => ({ kind: "createFlowRuns", on }),
    target: () => ({ timesPrefect: 25 }),
  },
  {
    group: "state changes",
    unit: "/s",
    work: (on) => ({ kind: "flowRunStates", on }),
    target: (width) => (width === 32 ? { atLeast: 5000, timesPrefect: 25 } : { timesPrefect: 25 }),
  },
  {
    group: "created, Running, Completed",
    unit: "/s",
    work: (on) => ({ kind: "flowRunCycles", on }),
    target: () => ({ timesPrefect: 25 }),
  },
];

/** One round of load on one server, with the processor time that it took there. */
interface Round {
  readonly result: LoadResult;
  readonly cpuPerOperation: number;
}

async function runRound(load: LoadProcess, server: RunningServer, seconds: number): Promise<Round> {
  const before = cpuMillis(server.pid);
  const result = await load.run({ seconds, operations: Number.MAX_SAFE_INTEGER });
  return { result, cpuPerOperation: ((cpuMillis(server.pid) - before) * 1000) / result.operations };
}

/** Rounds of one kind of load on each of the servers, in turn. */
export async function loadInTurn(
  { effort }: Bench,
  servers: readonly RunningServer[],
  width: number,
  workOn: (server: RunningServer) => Promise<Work>,
): Promise<Measured[]> {
  await using stack = new AsyncDisposableStack();
  const loads: { server: RunningServer; load: LoadProcess; rounds: Round[] }[] = [];
  for (const server of servers) {
    const load = stack.use(new LoadProcess());
    await load.prepare({ url: server.url, width, work: await workOn(server) });
    await load.run({ seconds: effort.warmUpSeconds, operations: Number.MAX_SAFE_INTEGER });
    await settled(server);
    loads.push({ server, load, rounds: [] });
  }
  for (let round = 0; round < effort.rounds; round++)
    for (const { server, load, rounds } of loads) {
      rounds.push(await runRound(load, server, effort.seconds));
      await settled(server);
    }
  return loads.map(({ server, rounds }) => {
    const results = rounds.map(({ result }) => result);
    const busy = rounds.filter(({ result }) => result.operations > 0);
    const told = { system: server.system.name, errors: sumErrors(results.map(({ errors }) => errors)) };
    const perSecond = figure(results.map((result) => result.perSecond));
    if (busy.length === 0) return measured({ ...told, figure: perSecond });
    return measured({
      ...told,
      figure: perSecond,
      cpuPerOperation: figure(busy.map(({ cpuPerOperation }) => cpuPerOperation)),
      p50: figure(busy.map(({ result }) => result.p50)),
      p99: figure(busy.map(({ result }) => result.p99)),
    });
  });
}

export async function* requestRows(bench: Bench): AsyncGenerator<Row> {
  await using stack = new AsyncDisposableStack();
  const servers: RunningServer[] = [];
  const flows = new Map<RunningServer, string>();
  for (const system of bench.systems) {
    const server = stack.use(await startServer(system, bench.folder(system.name)));
    servers.push(server);
    flows.set(server, await createFlow(server, "bench"));
  }
  for (const { group, unit, work, target } of KINDS)
    for (const width of bench.effort.widths)
      yield {
        group,
        name: `${group}, ${width} connection${width === 1 ? "" : "s"}`,
        unit,
        target: target(width),
        measured: await loadInTurn(bench, servers, width, async (server) => work(flows.get(server)!)),
      };
}
