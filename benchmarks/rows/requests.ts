/** Requests on flow runs: created, changed, taken through their whole life, by 1, 8 and 32 connections. */
import { cp } from "node:fs/promises";
import { figure, sumErrors } from "../lib/figure.ts";
import { LoadProcess } from "../lib/load-process.ts";
import { cpuMillis } from "../lib/processes.ts";
import type { LoadResult } from "../load/closed-loop.ts";
import type { Work } from "../load.ts";
import { createFlow, settled } from "../servers/api.ts";
import { startServer, type RunningServer, type System } from "../servers/server.ts";
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

/** Rounds of one kind of load on one server. */
export async function underLoad(
  { effort }: Bench,
  server: RunningServer,
  width: number,
  work: Work,
): Promise<Measured> {
  await using load = new LoadProcess();
  await load.prepare({ url: server.url, width, work });
  await load.run({ seconds: effort.warmUpSeconds, operations: Number.MAX_SAFE_INTEGER });
  await settled(server);
  const rounds: Round[] = [];
  for (let round = 0; round < effort.rounds; round++) {
    rounds.push(await runRound(load, server, effort.seconds));
    await settled(server);
  }
  const results = rounds.map(({ result }) => result);
  const busy = rounds.filter(({ result }) => result.operations > 0);
  const told = {
    system: server.system.name,
    figure: figure(results.map(({ perSecond }) => perSecond)),
    errors: sumErrors(results.map(({ errors }) => errors)),
  };
  if (busy.length === 0) return measured(told);
  return measured({
    ...told,
    cpuPerOperation: figure(busy.map(({ cpuPerOperation }) => cpuPerOperation)),
    p50: figure(busy.map(({ result }) => result.p50)),
    p99: figure(busy.map(({ result }) => result.p99)),
  });
}

/**
 * Every figure is taken from a server that has just started on a new database, with no other one running: what a server
 * still has to do after a load must slow down neither itself nor the other.
 */
export async function* requestRows(bench: Bench): AsyncGenerator<Row> {
  const homes = new Map<System, string>();
  for (const system of bench.systems) homes.set(system, await newHome(bench, system));
  for (const { group, unit, work, target } of KINDS)
    for (const width of bench.effort.widths) {
      const all: Measured[] = [];
      for (const [system, empty] of homes) {
        const home = bench.folder(system.name);
        await cp(empty, home, { recursive: true });
        await using server = await startServer(system, home);
        all.push(await underLoad(bench, server, width, work(await createFlow(server, "bench"))));
      }
      const name = `${group}, ${width} connection${width === 1 ? "" : "s"}`;
      yield { group, name, unit, target: target(width), measured: all };
    }
}

/** A home folder with a new database, to be copied: to make one takes Prefect ten seconds. */
async function newHome(bench: Bench, system: System): Promise<string> {
  const home = bench.folder(`${system.name}-new`);
  const server = await startServer(system, home);
  await server.stop({ forget: false });
  return home;
}
