/** Whole flows of no-op tasks: with our SDK on a server and without one, and with the unmodified Python client. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { waitUntil } from "@weir/testkit";
import { figure } from "../lib/figure.ts";
import { post } from "../servers/api.ts";
import { PYTHON, prefectEnvironment } from "../servers/prefect.ts";
import { startServer, type RunningServer } from "../servers/server.ts";
import { cleanEnvironment } from "../servers/weir.ts";
import { measured, type Bench, type Measured, type Row } from "./row.ts";

/** One run of a flow: how long it took, and how long after its end the server showed all of its task runs. */
interface FlowRound {
  readonly millis: number;
  readonly visible: number;
}

/** What a program tells at the end of a run. */
interface Ended {
  readonly flowRunId: string;
  readonly millis: number;
  /** Milliseconds since the epoch. */
  readonly ended: number;
}

const program = (name: string): string => fileURLToPath(new URL(`../flows/${name}`, import.meta.url));

/** Longest that any run may take until all of it is visible, in milliseconds. */
const PATIENCE = 180_000;

async function untilVisible(server: RunningServer, { flowRunId, ended }: Ended, tasks: number): Promise<number> {
  const filter = {
    flow_runs: { id: { any_: [flowRunId] } },
    task_runs: { state: { type: { any_: ["COMPLETED"] } } },
  };
  const look = async (): Promise<boolean> => (await post<number>(server, "/task_runs/count", filter)) >= tasks;
  await waitUntil(look, { timeout: PATIENCE, interval: 5, what: "all task runs" });
  return Math.max(0, Date.now() - ended);
}

/** Runs a program that runs a flow several times; looks after each run until the server shows all of it. */
async function runProgram(
  command: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv,
  tasks: number,
  server?: RunningServer,
): Promise<FlowRound[]> {
  const [file, ...args] = command;
  const child = spawn(file, args, { env, stdio: ["pipe", "pipe", "ignore"] });
  const exit = once(child, "exit");
  const rounds: FlowRound[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith("{")) continue;
    const end = JSON.parse(line) as Ended;
    rounds.push({ millis: end.millis, visible: server ? await untilVisible(server, end, tasks) : 0 });
    child.stdin.write("go on\n");
  }
  const [code] = (await exit) as [number | null];
  if (code !== 0) throw new Error(`${file} ${args.join(" ")} ended with ${code}`);
  return rounds;
}

/** Rounds of a flow with our SDK in a process of its own; the first only warms up. */
export async function runWithWeir(
  bench: Bench,
  shape: "sequential" | "cached" | "mapped",
  server?: RunningServer,
): Promise<FlowRound[]> {
  const { tasks, rounds } = bench.effort;
  const env = {
    ...cleanEnvironment(),
    WEIR_HOME: bench.folder(`flow-${shape}`),
    ...(server ? { WEIR_API_URL: `${server.url}/api` } : {}),
  };
  const args = [program("tasks.ts"), shape, String(tasks), String(rounds + 1)];
  return (await runProgram([process.execPath, ...args], env, tasks, server)).slice(1);
}

/** Rounds of a flow with the Python client. On the real server one takes a minute: there the first one counts. */
async function runWithPython(bench: Bench, server: RunningServer): Promise<FlowRound[]> {
  const { tasks } = bench.effort;
  const warmUp = server.system.name === "Weir" ? 1 : 0;
  const rounds = server.system.name === "Weir" ? bench.effort.rounds + warmUp : 1;
  const env = { ...prefectEnvironment(bench.folder("python-client")), PREFECT_API_URL: `${server.url}/api` };
  const args = [program("tasks.py"), String(tasks), String(rounds)];
  return (await runProgram([PYTHON, ...args], env, tasks, server)).slice(warmUp);
}

export async function* flowRows(bench: Bench): AsyncGenerator<Row> {
  const { tasks } = bench.effort;
  const perTask = (rounds: readonly FlowRound[]) => figure(rounds.map(({ millis }) => millis / tasks));
  const total = (rounds: readonly FlowRound[]) => figure(rounds.map(({ millis }) => millis));
  const visible = (rounds: readonly FlowRound[]) => figure(rounds.map((round) => round.visible));
  const python: { system: string; rounds: FlowRound[] }[] = [];
  let sequential: FlowRound[] = [];
  let mapped: FlowRound[] = [];
  for (const system of bench.systems) {
    await using server = await startServer(system, bench.folder(system.name));
    if (system.name === "Weir") {
      sequential = await runWithWeir(bench, "sequential", server);
      mapped = await runWithWeir(bench, "mapped", server);
    }
    if (bench.systems.length > 1) python.push({ system: system.name, rounds: await runWithPython(bench, server) });
  }
  const prefect = python.find(({ system }) => system === "Prefect");
  const peer = (of: (rounds: readonly FlowRound[]) => Measured["figure"]): Measured[] =>
    prefect ? [measured({ system: "Prefect", figure: of(prefect.rounds) })] : [];
  const ours = (figureOf: Measured["figure"]): Measured => measured({ system: "Weir", figure: figureOf });

  yield {
    group: "flow",
    name: `${tasks} sequential tasks on a server, per task`,
    unit: "ms",
    target: { atMost: 0.3 },
    measured: [ours(perTask(sequential)), ...peer(perTask)],
  };
  yield {
    group: "flow",
    name: `${tasks} mapped tasks on a server, in all`,
    unit: "ms",
    target: { atMost: 120 },
    measured: [ours(total(mapped))],
  };
  yield {
    group: "flow",
    name: "all task runs visible after the flow's end",
    unit: "ms",
    target: { atMost: 200 },
    measured: [ours(visible([...sequential, ...mapped])), ...peer(visible)],
  };
  if (python.length > 0)
    yield {
      group: "flow",
      name: `Python client, ${tasks} tasks: all visible after the flow's end`,
      unit: "ms",
      target: { atMost: 300 },
      measured: python.map(({ system, rounds }) => measured({ system, figure: visible(rounds) })),
    };
  const embedded = await runWithWeir(bench, "sequential");
  yield {
    group: "flow",
    name: "embedded, per task",
    unit: "ms",
    target: { atMost: 0.1 },
    measured: [ours(perTask(embedded))],
  };
}
