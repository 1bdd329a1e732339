/**
 * The proof of the worker: server, worker and the processes of flows are killed with `kill -9`, alone and together, while
 * runs come in all the time.
 *
 * P1. Each run ends, and ends once: its history has one final state, its last.
 * P2. No run is executed by two processes, neither at a time nor one after the other.
 * P3. A run that completed was executed; nothing of a run that has ended goes on.
 * P4. The same seed gives the same victims and moments; how far the runs are by then is up to the machine.
 */
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { client, type Client } from "@weir/client";
import { readRows, waitUntil } from "@weir/testkit";
import { seeded } from "../crash-proof/ledger.ts";
import { isAlive, Site } from "./site.ts";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const POOL = "proof";
/** Runs at a time, and runs that are made for each kill. */
const AT_A_TIME = 3;
const RUNS_A_KILL = 2;
/** Milliseconds: until the next kill, of a run, until what was killed is started again. */
const LONGEST_LIFE = 1500;
const LONGEST_RUN = 600;
const LONGEST_GAP = 400;

export interface ProofOptions {
  readonly home: string;
  /** `postgres://…` or the path of a SQLite file; empty. */
  readonly database: string;
  readonly kills: number;
  readonly seed: number;
}

export interface ProofResult {
  readonly runs: number;
  /** Runs by how they ended. */
  readonly endings: Readonly<Record<string, number>>;
  /** Kills by their victims: `server+worker`. */
  readonly victims: Readonly<Record<string, number>>;
  /** What is not as it should be, in words. */
  readonly wrong: readonly string[];
}

/** What can be hit at a time. */
const VICTIMS = ["worker", "flow", "server", "server+worker", "worker+flow", "server+flow", "server+worker+flow"];

export async function workerProof({ home, database, kills, seed }: ProofOptions): Promise<ProofResult> {
  const random = seeded(seed);
  const folder = join(home, "runs");
  await mkdir(folder);
  const site = await Site.open({ home, database, pool: POOL, limit: AT_A_TIME });
  await using api = client({ url: site.url });
  try {
    const deployment = await deploy(api);
    site.startWorker();
    await site.workerIsReady();
    const made = makeRuns(api, deployment, folder, kills * RUNS_A_KILL, seeded(seed + 1));
    made.catch(() => undefined); // awaited at the end
    const victims: Record<string, number> = {};
    for (let left = kills; left > 0; left--) {
      const victim = VICTIMS[Math.floor(random() * VICTIMS.length)]!;
      const choice = random();
      await sleep(random() * LONGEST_LIFE);
      const hit = await strike(site, victim.split("+"), choice, random() * LONGEST_GAP);
      victims[hit] = (victims[hit] ?? 0) + 1;
    }
    const ids = await made;
    const states = await untilEnded(api, ids, site);
    const endings: Record<string, number> = {};
    for (const state of states.values()) endings[state] = (endings[state] ?? 0) + 1;
    return { runs: ids.length, endings, victims, wrong: await findWrong(database, folder, states) };
  } finally {
    await site.close();
  }
}

async function deploy(api: Client): Promise<string> {
  await api.workPools.create({ name: POOL, type: "process" });
  const { id: flow_id } = await api.flows.create({ name: "proof" });
  const { id } = await api.deployments.create({
    name: "proof",
    flow_id,
    entrypoint: "flow.ts:proof",
    work_pool_name: POOL,
    pull_steps: [{ "prefect.deployments.steps.set_working_directory": { directory: HERE } }],
  });
  return id;
}

/** As the runs before them are taken, so that there are always some that begin, go on and end. */
async function makeRuns(
  api: Client,
  id: string,
  folder: string,
  count: number,
  random: () => number,
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let at = 0; at < count; at++) {
    const parameters = { folder, milliseconds: Math.round(random() * LONGEST_RUN) };
    const body = { parameters, idempotency_key: `proof-${at}` };
    const run = await heard(() => api.deployments.createFlowRun({ id }, body));
    ids.push(run.id);
    await sleep((random() * LONGEST_LIFE) / RUNS_A_KILL);
  }
  return ids;
}

/** The answer, from whichever server is there to give it. */
const heard = <T>(ask: () => Promise<T>): Promise<T> =>
  waitUntil(ask, { what: "an answer of the server", timeout: 60_000, interval: 50 });

/** Kills, and starts again what is not there. Gives who was hit: in the end there may be no flow any more. */
async function strike(site: Site, named: readonly string[], choice: number, gap: number): Promise<string> {
  const flows = named.includes("flow") ? await someFlows(site) : [];
  const flow = flows[Math.floor(choice * flows.length)];
  const server = named.includes("server");
  const worker = named.includes("worker");
  await site.kill({ server, worker, flow });
  await sleep(gap);
  if (worker || site.workerHasEnded) site.startWorker();
  if (server) await site.startServer();
  const hit = [server && "server", worker && "worker", flow !== undefined && "flow"].filter(Boolean);
  return hit.length === 0 ? "nobody" : hit.join("+");
}

const someFlows = (site: Site): Promise<readonly number[]> =>
  waitUntil(() => (site.flows().length > 0 ? site.flows() : undefined), {
    what: "a flow to kill",
    timeout: 3000,
    interval: 10,
  }).catch(() => []);

/** The type of each run's state, once all are final. */
async function untilEnded(api: Client, ids: readonly string[], site: Site): Promise<ReadonlyMap<string, string>> {
  const final = new Map<string, string>();
  try {
    await waitUntil(
      async () => {
        for (const id of ids.filter((one) => !final.has(one))) {
          if (site.workerHasEnded) site.startWorker();
          const { state_type } = await api.flowRuns.read({ id });
          if (!/^(COMPLETED|CRASHED|FAILED|CANCELLED)$/.test(String(state_type))) return false;
          final.set(id, state_type!);
        }
        return true;
      },
      { what: "the end of all runs", timeout: 60_000 + ids.length * 500, interval: 250 },
    );
  } catch (error) {
    const stuck = await Promise.all(
      ids.filter((id) => !final.has(id)).map(async (id) => `${id} is ${(await api.flowRuns.read({ id })).state?.name}`),
    );
    throw new Error([...stuck, "The worker said:", ...site.said].join("\n"), { cause: error });
  }
  return final;
}

interface Transition {
  readonly flow_run_id: string;
  readonly type: string;
  readonly message: string | null;
}

async function findWrong(database: string, folder: string, states: ReadonlyMap<string, string>): Promise<string[]> {
  const wrong: string[] = [];
  const sql = "select flow_run_id, type, message from flow_run_state order by timestamp";
  const history = Map.groupBy(await readRows<Transition>(database, sql), (one) => one.flow_run_id);
  for (const [id, state] of states) {
    const types = history.get(id)!.map(({ type }) => type);
    const ends = types.filter((type) => /^(COMPLETED|CRASHED|FAILED|CANCELLED)$/.test(type));
    if (ends.length !== 1 || types.at(-1) !== state) {
      const told = history.get(id)!.map(({ type, message }) => (message ? `${type} (${message})` : type));
      wrong.push(`${id} went ${told.join(", ")}`);
    }
    const lines = (await readFile(join(folder, id), "utf8").catch(() => "")).split("\n").filter(Boolean);
    const processes = new Set(lines);
    if (processes.size > 1) wrong.push(`${id} was executed by ${processes.size} processes`);
    if (processes.size === 0 && state === "COMPLETED") wrong.push(`${id} completed without being executed`);
    // A process that has told its run's end goes a moment later.
    for (const pid of processes)
      await waitUntil(() => !isAlive(Number(pid)), { timeout: 15_000 }).catch(() =>
        wrong.push(`${id} has ended, and its process ${pid} goes on`),
      );
  }
  return wrong;
}
