/**
 * Runs whose server goes out of reach: real programs, a real server, and a TCP connection that is cut between them. What
 * the server shows in the end is compared with what it shows of the same program when nothing went wrong.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { client, type Client } from "@weir/client";
import type { FlowRunResponse } from "@weir/contract";
import {
  cleanEnvironment,
  createDatabase,
  DIALECTS,
  startTcpProxy,
  startWeir,
  stopProcess,
  type TcpProxy,
  waitForLine,
  waitUntil,
  type WeirProcess,
} from "@weir/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const SDK = fileURLToPath(new URL("../src/index.ts", import.meta.url));
const WEIR = fileURLToPath(new URL("../../weir/bin/weir.js", import.meta.url));

/** Each line on its input lets it go on from one gate to the next. */
const PROGRAM = `
import { createInterface } from "node:readline";
import { artifact, flow, logger, task } from ${JSON.stringify(SDK)};

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const gate = async (name) => { console.log(name); await lines.next(); };
const add = task({ name: "add" }, (a, b) => a + b);
const child = flow({ name: "child" }, async ({ n }) => {
  logger().info("in the child");
  return add(n, 1);
});
const main = flow({ name: "main", tags: ["blue"] }, async ({ start }) => {
  const a = await add(start, 1);
  logger().info("before");
  await gate("first gate");
  const b = await child({ n: a });
  await artifact.markdown("# done", { key: "report" });
  logger().info("after");
  await gate("second gate");
  return add(b, 1);
});
for (let run = Number(process.argv[2]); run > 0; run--) {
  await gate("begin");
  console.log("result", await main({ start: 1 }));
}
process.stdin.destroy();
`;

let home: string;
let children: ChildProcess[];
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "weir-offline-"));
  children = [];
  await writeFile(join(home, "program.ts"), PROGRAM);
});
afterEach(async () => {
  await Promise.all(children.map((child) => stopProcess(child, "SIGKILL")));
  await rm(home, { recursive: true, force: true });
});

const urlOf = (proxy: TcpProxy): string => `http://127.0.0.1:${proxy.port}/api`;
const environment = (proxy: TcpProxy) => ({
  ...cleanEnvironment(),
  WEIR_HOME: home,
  WEIR_API_URL: urlOf(proxy),
  WEIR_OFFLINE_AFTER: "0.2",
});

/** @param times how often it runs its flow */
async function program(proxy: TcpProxy, times = 1): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["--conditions=weir-source", join(home, "program.ts"), String(times)], {
    env: environment(proxy),
    stdio: ["pipe", "pipe", "pipe"],
  });
  children.push(child);
  await waitForLine(child, "stdout", /^begin$/, 20_000);
  return child;
}

/** Lets the program go on; resolves when it has printed something. */
async function next(child: ChildProcess, until: RegExp): Promise<void> {
  const printed = waitForLine(child, "stdout", until, 20_000);
  child.stdin!.write("\n");
  await printed;
}

async function ended(child: ChildProcess): Promise<string> {
  let errors = "";
  child.stderr!.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  if (child.exitCode === null) await once(child, "close");
  return errors;
}

async function weir(proxy: TcpProxy, ...args: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ["--conditions=weir-source", WEIR, ...args], { env: environment(proxy) });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  await once(child, "close");
  return { code: child.exitCode, output };
}

/** The journals that wait to be sent. */
const journals = (): Promise<string[]> => readdir(join(home, "offline")).catch(() => []);

async function runs(api: Client): Promise<FlowRunResponse[]> {
  return (await api.flowRuns.filter({ sort: "START_TIME_ASC" })) as FlowRunResponse[];
}

/** What a server shows of the program, without ids and times. */
async function shown(api: Client): Promise<unknown> {
  const flowRuns = await runs(api);
  const names = new Map(flowRuns.map((run) => [run.id, run.tags!.includes("blue") ? "main" : "child"]));
  const tasks = await api.taskRuns.filter({ sort: "EXPECTED_START_TIME_ASC" });
  const { events } = await api.events.filter({ filter: {}, limit: 50 });
  return {
    runs: await Promise.all(
      flowRuns.map(async (run) => ({
        flow: (await api.flows.read({ id: run.flow_id })).name,
        parameters: run.parameters,
        count: run.run_count,
        isSubflow: run.parent_task_run_id != null,
        states: (await api.flowRunStates.list({ flow_run_id: run.id })).map(({ type }) => type),
        hasTimes: Date.parse(run.start_time!) <= Date.parse(run.end_time!),
      })),
    ),
    tasks: await Promise.all(
      tasks.map(async (task) => ({
        name: task.name!.replace(/-\w+$/, ""),
        run: names.get(task.flow_run_id!),
        states: (await api.taskRunStates.list({ task_run_id: task.id })).map(({ type }) => type),
        state: task.state_type,
      })),
    ),
    logs: (await api.logs.filter({ sort: "TIMESTAMP_ASC" })).map(({ message }) =>
      message.replace(/'[a-z]+-[a-z]+'/g, "NAME"),
    ),
    artifacts: (await api.artifacts.filter({})).map(({ key, data }) => ({ key, data })),
    events: events.map(({ event }) => event).toSorted(),
  };
}

interface Bench extends AsyncDisposable {
  readonly proxy: TcpProxy;
  readonly api: Client;
  /** Kills the server and starts another one on its database. */
  restart(): Promise<void>;
}

async function bench(dialect: (typeof DIALECTS)[number]): Promise<Bench> {
  const database = await createDatabase(dialect);
  const start = (): Promise<WeirProcess> => startWeir({ database: database.url, services: false });
  let server = await start();
  const proxy = await startTcpProxy(Number(new URL(server.url).port));
  return {
    proxy,
    get api() {
      return client({ url: server.url });
    },
    async restart() {
      server.process.kill("SIGKILL");
      await server.stop();
      server = await start();
      await proxy.restore(Number(new URL(server.url).port));
    },
    async [Symbol.asyncDispose]() {
      await proxy.cut();
      await server.stop();
      await database.drop();
    },
  };
}

/** What the server shows when nothing goes wrong. */
async function undisturbed(dialect: (typeof DIALECTS)[number]): Promise<unknown> {
  await using own = await bench(dialect);
  const child = await program(own.proxy);
  await next(child, /^first gate$/);
  await next(child, /^second gate$/);
  await next(child, /^result 4$/);
  await ended(child);
  return await shown(own.api);
}

describe.each(DIALECTS)("with a server on %s", { timeout: 60_000 }, (dialect) => {
  let expected: unknown;
  beforeEach(async () => {
    expected ??= await undisturbed(dialect);
  });

  test("a connection that is cut in the middle of a run leaves nothing out, and nothing twice", async () => {
    await using own = await bench(dialect);
    const { proxy } = own;
    const child = await program(proxy);
    await next(child, /^first gate$/);
    await proxy.cut();
    await next(child, /^second gate$/);
    expect(await journals()).toHaveLength(1);
    await proxy.restore();
    await next(child, /^result 4$/);
    expect(await ended(child)).toContain("2 flow runs recorded without the server were sent");
    expect(await shown(own.api)).toEqual(expected);
    expect(await journals()).toEqual([]);
  });

  test("a server that is absent from the start, and restarted before the upload, has everything in the end", async () => {
    await using own = await bench(dialect);
    const { proxy } = own;
    await proxy.cut();
    const child = await program(proxy);
    await next(child, /^first gate$/);
    await next(child, /^second gate$/);
    await next(child, /^result 4$/);
    expect(await ended(child)).toContain("`weir runs push`");
    expect((await weir(proxy, "runs", "pending")).output).toContain(urlOf(proxy));
    expect(await runs(own.api)).toEqual([]);
    await own.restart();
    expect(await weir(proxy, "runs", "push")).toMatchObject({ code: 0 });
    expect(await shown(own.api)).toEqual(expected);
    expect((await weir(proxy, "runs", "pending")).output).toContain("No runs wait");
  });

  test("a process killed during the outage: the next program sends what it recorded, and the run has crashed", async () => {
    await using own = await bench(dialect);
    const { proxy } = own;
    const child = await program(proxy);
    await next(child, /^first gate$/);
    await proxy.cut();
    await next(child, /^second gate$/);
    // Its lines are with the journal as soon as they are written there.
    await waitUntil(async () => (await journals()).length === 1, { what: "the journal" });
    await stopProcess(child, "SIGKILL");
    await proxy.restore();
    const other = await program(proxy);
    await next(other, /^first gate$/);
    const [main] = await waitUntil(
      async () => {
        const all = await runs(own.api);
        return all.length === 3 && all.every(({ state_type: type }) => type !== "PENDING") && all;
      },
      { timeout: 20_000, what: "the runs of the killed process" },
    );
    expect(main!.state_type).toBe("CRASHED");
    expect(main!.state!.message).toContain("last sign of life");
    const [childRun] = await own.api.flowRuns.filter({ flows: { name: { any_: ["child"] } } });
    expect(childRun!.state_type).toBe("COMPLETED");
    await waitUntil(async () => (await journals()).length === 0, { what: "the journal is gone" });
  });

  test.each(["drop", "break"] as const)(
    "an upload that breaks half-way (%s) and is repeated leaves nothing out, and nothing twice",
    async (fate) => {
      await using own = await bench(dialect);
      const { proxy } = own;
      await proxy.cut();
      const child = await program(proxy);
      await next(child, /^first gate$/);
      await next(child, /^second gate$/);
      await next(child, /^result 4$/);
      await ended(child);
      await proxy.restore();
      // Each time it gets one request further.
      for (let allowed = 0; (await journals()).length > 0; allowed++) {
        let sent = 0;
        proxy.onSent = (piece) => (piece.includes("/weir/import") && sent++ === allowed ? fate : "pass");
        await weir(proxy, "runs", "push");
        expect(allowed).toBeLessThan(20);
      }
      expect(await shown(own.api)).toEqual(expected);
    },
  );
});

test("a process that goes on after its server is back sends what it has, and stays with the server", async () => {
  await using own = await bench("sqlite");
  const { proxy } = own;
  await proxy.cut();
  const child = await program(proxy, 2);
  await next(child, /^first gate$/);
  await next(child, /^second gate$/);
  await next(child, /^result 4$/);
  expect(await journals()).toHaveLength(1);
  await proxy.restore();
  await next(child, /^first gate$/);
  await next(child, /^second gate$/);
  await next(child, /^result 4$/);
  await ended(child);
  expect((await runs(own.api)).map(({ state_type: type }) => type)).toEqual(Array(4).fill("COMPLETED"));
  expect(await own.api.flows.filter({})).toHaveLength(2);
  expect(await journals()).toEqual([]);
});

test("without a journal, where that is not wanted, the run fails as before", async () => {
  await using own = await bench("sqlite");
  await own.proxy.cut();
  const child = spawn(process.execPath, ["--conditions=weir-source", join(home, "program.ts"), "1"], {
    env: { ...environment(own.proxy), WEIR_OFFLINE_ENABLED: "false", WEIR_CLIENT_MAX_RETRIES: "0" },
    stdio: ["pipe", "ignore", "pipe"],
  });
  children.push(child);
  child.stdin.write("\n");
  expect(await ended(child)).toContain("Unreachable");
  expect(child.exitCode).toBe(1);
});
