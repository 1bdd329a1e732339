/**
 * The crash proof: sixteen clients write while the server is killed with `kill -9` again and again.
 *
 * P1. Nothing that was acknowledged is missing in the end, and nothing is there twice, acknowledged or not.
 * P2. What belongs together is there together: a flow run's state, its event, and the run that shows it.
 * P3. The same seed gives the same clients and the same moments to kill; how far the clients are by then is up to the
 *     machine.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { cleanEnvironment, freePort, readRows, stopProcess, waitUntil } from "@weir/testkit";
import { batchedTaskRuns, createFlow, flowRuns, logLines, singleEvents, type Client } from "./clients.ts";
import { Ledger, seeded, type Comparison, type Kind } from "./ledger.ts";

const PROGRAM = fileURLToPath(new URL("../../packages/weir/bin/weir.js", import.meta.url));
const EACH: readonly Client[] = [singleEvents, batchedTaskRuns, logLines, flowRuns];
const CLIENTS = 16;
/** Milliseconds of work between a server's first acknowledgement and its end. */
const LONGEST_LIFE = 300;

export interface ProofOptions {
  readonly home: string;
  /** `postgres://…` or the path of a SQLite file; empty. */
  readonly database: string;
  readonly kills: number;
  readonly seed: number;
}

export interface ProofResult {
  readonly comparisons: readonly Comparison[];
  /** Milliseconds from the start of the program until the server said that it is healthy, per start. */
  readonly starts: readonly number[];
  /** What does not fit together (P2), in words. */
  readonly torn: readonly string[];
}

/** The keys of everything that was written, by kind. */
const HELD: Readonly<Record<Kind, string>> = {
  event: "select id as key from event where event = 'proof.kept'",
  "task-run state": "select id as key from task_run_state",
  "log line": "select message as key from log",
  "flow run": "select idempotency_key as key from flow_run",
  "flow run state": "select state_details as key from flow_run_state",
};

/** Counts that are 0 where all is well. */
const TORN: Readonly<Record<string, string>> = {
  "states of flow runs without their event":
    "select count(*) as found from flow_run_state s where not exists (select 1 from event e where e.id = s.id)",
  "flow runs that do not show their newest state":
    "select count(*) as found from flow_run r where r.state_id <> (select s.id from flow_run_state s where s.flow_run_id = r.id order by s.timestamp desc limit 1)",
  "task runs that do not show their newest state":
    "select count(*) as found from task_run r where r.state_id <> (select s.id from task_run_state s where s.task_run_id = r.id order by s.timestamp desc limit 1)",
  "task-run events without their state":
    "select count(*) as found from event e where e.event like 'prefect.task-run.%' and not exists (select 1 from task_run_state s where s.id = e.id)",
};

export async function crashProof({ home, database, kills, seed }: ProofOptions): Promise<ProofResult> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/api`;
  const random = seeded(seed);
  const ledger = new Ledger();
  const finishing = new AbortController();
  const starts: number[] = [];
  let server: ChildProcess | undefined;
  const start = async (): Promise<ChildProcess> => {
    const begun = performance.now();
    const child = spawn(process.execPath, [PROGRAM, "server", "start", "--port", String(port), "--no-ui"], {
      env: { ...cleanEnvironment(), WEIR_HOME: home, WEIR_SERVER_DATABASE_URL: database },
      stdio: ["ignore", "ignore", "inherit"],
    });
    server = child;
    await waitUntil(async () => (await fetch(`${url}/health`)).ok, {
      what: "a healthy server",
      timeout: 30_000,
      interval: 20,
    });
    starts.push(performance.now() - begun);
    return child;
  };

  try {
    let running = await start();
    const base = { url, ledger, finish: finishing.signal };
    const flowId = await createFlow({ ...base, random });
    const clients = Array.from({ length: CLIENTS }, (_, index) =>
      EACH[index % EACH.length]!({ ...base, flowId, random: seeded(seed + index + 1) }),
    );
    const failed = Promise.all(clients);
    failed.catch(() => undefined); // awaited at the end
    for (let left = kills; left > 0; left--) {
      const before = ledger.acknowledged;
      await Promise.race([
        failed.then(() => Promise.reject(new Error("the clients ended early"))),
        waitUntil(() => ledger.acknowledged > before, { what: "an acknowledgement", timeout: 30_000, interval: 2 }),
      ]);
      await sleep(random() * LONGEST_LIFE);
      running.kill("SIGKILL");
      await once(running, "exit");
      running = await start();
    }
    finishing.abort();
    await failed;
    await stopProcess(running);
    return { starts, ...(await compare(ledger, database)) };
  } finally {
    finishing.abort();
    if (server) await stopProcess(server, "SIGKILL");
  }
}

async function compare(ledger: Ledger, database: string): Promise<Pick<ProofResult, "comparisons" | "torn">> {
  const comparisons: Comparison[] = [];
  for (const [kind, sql] of Object.entries(HELD) as [Kind, string][]) {
    const keys = (await readRows<{ key: string }>(database, sql)).map(({ key }) => key);
    // A transition's name is inside the state that it led to.
    const named =
      kind === "flow run state"
        ? keys.map((details) => String((JSON.parse(details) as { transition_id: unknown }).transition_id))
        : keys;
    comparisons.push(ledger.compare(kind, named));
  }
  const torn: string[] = [];
  for (const [what, sql] of Object.entries(TORN)) {
    const found = Number((await readRows<{ found: unknown }>(database, sql))[0]!.found);
    if (found > 0) torn.push(`${found} ${what}`);
  }
  return { comparisons, torn };
}
