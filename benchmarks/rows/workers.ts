/** Runs in processes of their own: how soon the first one begins, and how many one worker gets through. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { waitUntil } from "@weir/testkit";
import { figure } from "../lib/figure.ts";
import { createFlow, post } from "../servers/api.ts";
import { startServer, type RunningServer } from "../servers/server.ts";
import { cleanEnvironment, weir, WEIR_PROGRAM } from "../servers/weir.ts";
import { measured, type Bench, type Row } from "./row.ts";

const POOL = "bench";
const FLOWS = fileURLToPath(new URL("../flows", import.meta.url));
/** Longest that a run may take, in milliseconds. */
const PATIENCE = 60_000;

async function deploy(server: RunningServer): Promise<string> {
  await post(server, "/work_pools/", { name: POOL, type: "process" });
  const deployment = await post<{ id: string }>(server, "/deployments/", {
    name: "bench",
    flow_id: await createFlow(server, "stamp"),
    work_pool_name: POOL,
    entrypoint: "stamp.ts:stamp",
    pull_steps: [{ "prefect.deployments.steps.set_working_directory": { directory: FLOWS } }],
  });
  return deployment.id;
}

/** One process worker, online until it is disposed of. */
async function startWorker(server: RunningServer, home: string): Promise<AsyncDisposable> {
  const env = { ...cleanEnvironment(), WEIR_HOME: home, WEIR_API_URL: `${server.url}/api` };
  const child = spawn(process.execPath, [WEIR_PROGRAM, "worker", "start", "--pool", POOL], { env, stdio: "ignore" });
  const exit = once(child, "exit");
  const online = async (): Promise<boolean> =>
    (await post<{ status: string }[]>(server, `/work_pools/${POOL}/workers/filter`, {})).some(
      ({ status }) => status === "ONLINE",
    );
  await waitUntil(online, { timeout: PATIENCE, interval: 50, what: "the worker" });
  return {
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await exit;
    },
  };
}

export async function* workerRows(bench: Bench): AsyncGenerator<Row> {
  const { single, together } = bench.effort.processes;
  const stamps = bench.folder("stamps");
  await using server = await startServer(weir, bench.folder("worker-server"));
  const deployment = await deploy(server);
  await using started = new AsyncDisposableStack();
  started.use(await startWorker(server, bench.folder("worker")));
  const create = (name: string): Promise<unknown> =>
    post(server, `/deployments/${deployment}/create_flow_run`, { parameters: { folder: stamps, name } });
  const begun = (prefix: string): string[] => readdirSync(stamps).filter((name) => name.startsWith(prefix));

  const times: number[] = [];
  for (let n = 0; n <= single; n++) {
    const name = `single-${n}`;
    const asked = Date.now();
    await create(name);
    const isThere = (): boolean => begun("single-").includes(name) && readFileSync(join(stamps, name), "utf8") !== "";
    await waitUntil(isThere, { timeout: PATIENCE, interval: 5, what: "the first line of a run" });
    times.push(Number(readFileSync(join(stamps, name), "utf8")) - asked);
  }
  yield {
    group: "first line",
    name: "run by a process worker: created to its first line",
    unit: "ms",
    target: { atMost: 250 },
    // The first one only warms up.
    measured: [measured({ system: "Weir", figure: figure(times.slice(1)) })],
  };

  const asked = performance.now();
  await Promise.all(Array.from({ length: together }, (_, n) => create(`together-${n}`)));
  await waitUntil(() => begun("together-").length >= together, {
    timeout: PATIENCE,
    interval: 20,
    what: "the first lines of all runs",
  });
  yield {
    group: "worker",
    name: "trivial runs that one process worker starts",
    unit: "/min",
    measured: [measured({ system: "Weir", figure: figure([(together * 60_000) / (performance.now() - asked)]) })],
  };
}
