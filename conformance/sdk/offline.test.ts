/**
 * Runs that go on without their server, a real Prefect server this time. Its protocol takes less than Weir's: flow runs
 * that it has not seen get ids of its choice, and their states its times. All the rest is there, once.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Artifact, FlowRunResponse, Log, State, TaskRun } from "@weir/contract";
import { cleanEnvironment, startTcpProxy, stopProcess, type TcpProxy, waitForLine, waitUntil } from "@weir/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type PrefectServer, startPrefect } from "../prefect.ts";

const PROGRAM = fileURLToPath(new URL("offline-flow.ts", import.meta.url));
const WEIR = fileURLToPath(new URL("../../packages/weir/bin/weir.js", import.meta.url));
const TIMEOUT = 180_000;

let prefect: PrefectServer;
let proxy: TcpProxy;
let home: string;
const children: ChildProcess[] = [];
beforeAll(async () => void (prefect = await startPrefect()), TIMEOUT);
afterAll(() => prefect[Symbol.asyncDispose]());
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "weir-offline-"));
  proxy = await startTcpProxy(Number(new URL(prefect.apiUrl).port));
});
afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => stopProcess(child, "SIGKILL")));
  await proxy.cut();
  await rm(home, { recursive: true, force: true });
});

function start(...args: string[]): ChildProcess {
  const env = {
    ...cleanEnvironment(),
    WEIR_HOME: home,
    WEIR_API_URL: `http://127.0.0.1:${proxy.port}/api`,
    WEIR_OFFLINE_AFTER: "0.2",
  };
  const child = spawn(process.execPath, ["--conditions=weir-source", ...args], { env, stdio: "pipe" });
  child.stderr.resume();
  children.push(child);
  return child;
}

async function next(child: ChildProcess, until: RegExp): Promise<void> {
  const printed = waitForLine(child, "stdout", until, 60_000);
  child.stdin!.write("\n");
  await printed;
}

async function ended(child: ChildProcess): Promise<void> {
  child.stdout!.resume();
  if (child.exitCode === null) await once(child, "close");
}

const journals = (): Promise<string[]> => readdir(join(home, "offline")).catch(() => []);

async function ask<T>(path: string, body?: unknown): Promise<T> {
  const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  const answer = await fetch(prefect.apiUrl + path, { ...init, headers: { "content-type": "application/json" } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

const typesOf = (states: readonly State[]): string[] =>
  states.toSorted((a, b) => a.timestamp!.localeCompare(b.timestamp!)).map(({ type }) => type);

/** What the server shows of the runs with a tag, once it has recorded the three task runs and what stands for the child. */
async function shown(tag: string): Promise<unknown> {
  const filter = { flow_runs: { tags: { all_: [tag] } } };
  const tasks = await waitUntil(
    async () => {
      const all = await ask<TaskRun[]>("/task_runs/filter", filter);
      return all.length >= 4 && all.every(({ state_type: type }) => type === "COMPLETED") && all;
    },
    { timeout: 60_000, interval: 300, what: "the end of all task runs" },
  );
  const runs = await ask<FlowRunResponse[]>("/flow_runs/filter", { ...filter, sort: "EXPECTED_START_TIME_ASC" });
  const ids = { flow_run_id: { any_: runs.map(({ id }) => id) } };
  return {
    runs: await Promise.all(
      runs.map(async (run) => ({
        parameters: run.parameters,
        isSubflow: run.parent_task_run_id !== null,
        states: typesOf(await ask<State[]>(`/flow_run_states/?flow_run_id=${run.id}`)),
        count: run.run_count,
      })),
    ),
    tasks: (
      await Promise.all(
        tasks.map(async ({ id, name }) => ({
          name: name!.replace(/-\w+$/, ""),
          states: typesOf(await ask<State[]>(`/task_run_states/?task_run_id=${id}`)),
        })),
      )
    ).toSorted((a, b) => a.name.localeCompare(b.name)),
    logs: (await ask<Log[]>("/logs/filter", { logs: ids, sort: "TIMESTAMP_ASC" })).map(({ message }) =>
      message.replace(/'[a-z]+-[a-z]+'/g, "NAME"),
    ),
    // The server keeps results of flow runs as artifacts without a key.
    artifacts: (await ask<Artifact[]>("/artifacts/filter", { artifacts: ids }))
      .map(({ key }) => String(key))
      .toSorted(),
  };
}

let expected: unknown;
/** What it shows when nothing goes wrong. */
async function undisturbed(): Promise<unknown> {
  if (expected !== undefined) return expected;
  const child = start(PROGRAM, "undisturbed");
  await waitForLine(child, "stdout", /^begin$/, 60_000);
  await next(child, /^first gate$/);
  await next(child, /^second gate$/);
  await next(child, /^result 4$/);
  await ended(child);
  return (expected = await shown("undisturbed"));
}

test("a run that begins on the server goes on without it, and is continued there", { timeout: TIMEOUT }, async () => {
  const reference = await undisturbed();
  const child = start(PROGRAM, "cut");
  await waitForLine(child, "stdout", /^begin$/, 60_000);
  await next(child, /^first gate$/);
  const [begun] = await ask<FlowRunResponse[]>("/flow_runs/filter", { flow_runs: { tags: { all_: ["cut"] } } });
  await proxy.cut();
  await next(child, /^second gate$/);
  await proxy.restore();
  await next(child, /^result 4$/);
  await ended(child);
  expect(await journals()).toEqual([]);
  expect(await shown("cut")).toEqual(reference);
  const run = await ask<FlowRunResponse>(`/flow_runs/${begun!.id}`);
  expect(run.state_type).toBe("COMPLETED");
  expect(Date.parse(run.labels!["weir.started"] as string)).toBeLessThan(
    Date.parse(run.labels!["weir.ended"] as string),
  );
});

test("an upload that breaks half-way, again and again, leaves nothing twice", { timeout: TIMEOUT }, async () => {
  const reference = await undisturbed();
  await proxy.cut();
  const child = start(PROGRAM, "absent");
  await waitForLine(child, "stdout", /^begin$/, 60_000);
  await next(child, /^first gate$/);
  await next(child, /^second gate$/);
  await next(child, /^result 4$/);
  await ended(child);
  expect(await journals()).toHaveLength(1);
  await proxy.restore();
  for (let allowed = 0; (await journals()).length > 0; allowed += 3) {
    let sent = 0;
    // The server does what it is asked, and nobody hears of it.
    proxy.onSent = (piece) => (piece.startsWith("POST") && sent++ >= allowed ? "drop" : "pass");
    const push = start(WEIR, "runs", "push");
    let words = "";
    push.stderr!.on("data", (chunk: Buffer) => (words += chunk.toString()));
    await ended(push);
    expect(allowed, words).toBeLessThan(60);
  }
  expect(await shown("absent")).toEqual(reference);
});
