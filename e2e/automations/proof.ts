/**
 * The crash proof of automations: events come while the server is killed with `kill -9` again and again.
 *
 * A1. Each event that was acknowledged makes its automation fire once, and none makes it fire twice.
 * A2. Each firing starts one run, whatever died between the firing and the run.
 * A3. An automation with a threshold fires as often as its threshold goes into the events.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { cleanEnvironment, freePort, readRows, stopProcess, waitUntil } from "@weir/testkit";
import { seeded } from "../crash-proof/ledger.ts";

const PROGRAM = fileURLToPath(new URL("../../packages/weir/bin/weir.js", import.meta.url));
/** Milliseconds of work between a server's start and its end. */
const LONGEST_LIFE = 300;
/** Events that make the second automation fire once. */
const THRESHOLD = 3;
/** An action whose server died is taken up by another one after a minute. */
const TAKEN_UP_WITHIN = 120_000;

export interface ProofOptions {
  readonly home: string;
  /** `postgres://…` or the path of a SQLite file; empty. */
  readonly database: string;
  readonly kills: number;
  readonly seed: number;
}

export interface ProofResult {
  /** Events that the server has said are safe. */
  readonly acknowledged: readonly string[];
  /** The events for which the first automation fired, one for each firing. */
  readonly fired: readonly string[];
  /** The events for which a run was started, one for each run. */
  readonly started: readonly string[];
  /** Firings of the second automation, and what they should be. */
  readonly thresholds: { readonly fired: number; readonly due: number };
}

export async function automationProof({ home, database, kills, seed }: ProofOptions): Promise<ProofResult> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/api`;
  const random = seeded(seed);
  let server: ChildProcess | undefined;

  async function start(): Promise<ChildProcess> {
    const command = [PROGRAM, "server", "start", "--port", String(port), "--no-ui"];
    const child = spawn(process.execPath, ["--conditions=weir-source", ...command], {
      env: { ...cleanEnvironment(), WEIR_HOME: home, WEIR_SERVER_DATABASE_URL: database },
      stdio: ["ignore", "ignore", "inherit"],
    });
    server = child;
    const what = "a healthy server";
    await waitUntil(async () => (await fetch(`${url}/health`)).ok, { what, timeout: 60_000, interval: 20 });
    return child;
  }

  /** Sends a request; undefined if no whole answer came. */
  async function post<T>(path: string, body: unknown): Promise<T | undefined> {
    try {
      const answer = await fetch(`${url}${path}`, { method: "POST", body: JSON.stringify(body) });
      const text = await answer.text();
      if (answer.ok) return (text === "" ? {} : JSON.parse(text)) as T;
      if (answer.status !== 503) throw new Error(`POST ${path}: ${answer.status} ${text}`);
    } catch (error) {
      if (error instanceof Error && error.message.startsWith("POST")) throw error;
    }
    return undefined;
  }

  const acknowledged: string[] = [];
  const finishing = new AbortController();
  /** Sends events one after the other; each again, under its id, until it is acknowledged. */
  async function send(): Promise<void> {
    while (!finishing.signal.aborted) {
      const id = randomUUID();
      const occurred = new Date().toISOString();
      const event = { id, occurred, event: "proof.happened", resource: { "prefect.resource.id": `proof.${id}` } };
      while (!(await post("/events", [event]))) await sleep(20);
      acknowledged.push(id);
      await sleep(random() * 20);
    }
  }

  const count = async (sql: string): Promise<number> =>
    Number((await readRows<{ found: unknown }>(database, sql))[0]!.found);

  try {
    let running = await start();
    const flow = (await post<{ id: string }>("/flows/", { name: "proof" }))!;
    const deployment = (await post<{ id: string }>("/deployments/", { name: "d", flow_id: flow.id }))!;
    const trigger = { type: "event", posture: "Reactive", expect: ["proof.happened"] };
    await post("/automations/", {
      name: "each",
      trigger,
      actions: [
        {
          type: "run-deployment",
          deployment_id: deployment.id,
          parameters: { id: { __prefect_kind: "jinja", template: "{{ event.id }}" } },
        },
      ],
    });
    await post("/automations/", {
      name: "some",
      trigger: { ...trigger, threshold: THRESHOLD, within: 0 },
      actions: [],
    });
    const sender = send();
    sender.catch(() => undefined); // awaited at the end
    for (let left = kills; left > 0; left--) {
      const before = acknowledged.length;
      const what = "an acknowledgement";
      await waitUntil(() => acknowledged.length > before, { what, timeout: 60_000, interval: 2 });
      await sleep(random() * LONGEST_LIFE);
      running.kill("SIGKILL");
      await once(running, "exit");
      running = await start();
    }
    finishing.abort();
    await sender;
    await waitUntil(
      async () =>
        (await count(
          "select (select count(*) from action_invocation) + (select count(*) from event e where e.seq > (select max(c.seq) from event_consumer c) and e.event = 'proof.happened') as found",
        )) === 0,
      { what: "every event read and every action done", timeout: TAKEN_UP_WITHIN, interval: 200 },
    );
    await stopProcess(running);
  } finally {
    finishing.abort();
    if (server) await stopProcess(server, "SIGKILL");
  }

  const firings = (
    await readRows<{ body: string | object }>(
      database,
      "select body from event where event = 'prefect.automation.triggered'",
    )
  ).map(({ body }) => (typeof body === "string" ? JSON.parse(body) : body) as Firing);
  const of = (name: string) => firings.filter(({ resource }) => resource["prefect.resource.name"] === name);
  const runs = await readRows<{ parameters: string | object }>(database, "select parameters from flow_run");
  return {
    acknowledged,
    fired: of("each").map(({ payload }) => payload.triggering_event.id),
    started: runs.map(
      ({ parameters }) => ((typeof parameters === "string" ? JSON.parse(parameters) : parameters) as { id: string }).id,
    ),
    thresholds: { fired: of("some").length, due: Math.floor(acknowledged.length / THRESHOLD) },
  };
}

interface Firing {
  readonly resource: Readonly<Record<string, string>>;
  readonly payload: { readonly triggering_event: { readonly id: string } };
}
