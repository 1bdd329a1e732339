/** Runs that the server has already, executed by `weir flow-run execute` in a process of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { client, type Client } from "@weir/client";
import type { DeploymentCreate, FlowRunResponse } from "@weir/contract";
import { cleanEnvironment, startWeir, waitForLine, waitUntil, type WeirProcess } from "@weir/testkit";

const SDK = fileURLToPath(new URL("../src/index.ts", import.meta.url));
const BIN = fileURLToPath(new URL("../../weir/bin/weir.js", import.meta.url));

let weir: WeirProcess;
let api: Client;
let folder: string;
beforeAll(async () => {
  weir = await startWeir();
  api = client({ url: weir.apiUrl });
  folder = await mkdtemp(join(tmpdir(), "weir-execute-"));
});
afterAll(async () => {
  await api.close();
  await weir.stop();
  await rm(folder, { recursive: true, force: true });
});

let deployments = 0;

/** A deployment of a flow whose code is given, and a run of it. */
async function deployed(
  code: string,
  name = "report",
  { parameters = {}, ...more }: Partial<DeploymentCreate> = {},
): Promise<FlowRunResponse> {
  deployments += 1;
  const file = `flow-${deployments}.ts`;
  await writeFile(
    join(folder, file),
    `import { flow, task, suspend, runContext, sleep, waitForEvent } from ${JSON.stringify(SDK)};\n${code}`,
  );
  const { id: flow_id } = await api.flows.create({ name });
  const { id } = await api.deployments.create({
    name: `d${deployments}`,
    flow_id,
    entrypoint: `${file}:${name}`,
    path: folder,
    ...more,
  });
  return api.deployments.createFlowRun({ id }, { parameters });
}

function start(id: string, environment: NodeJS.ProcessEnv = {}): ChildProcess {
  const env = { ...cleanEnvironment(), WEIR_API_URL: weir.apiUrl, WEIR_HOME: folder, ...environment };
  return spawn(process.execPath, ["--conditions=weir-source", BIN, "flow-run", "execute", id], { env });
}

async function execute(id: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = start(id);
  const [stdout, stderr] = await Promise.all([text(child.stdout!), text(child.stderr!), once(child, "close")]);
  return { code: child.exitCode, stdout, stderr };
}

const read = (id: string): Promise<FlowRunResponse> => api.flowRuns.read({ id });

test("a run of a deployment is executed with its parameters, under its id", async () => {
  const run = await deployed(
    `export const report = flow({ name: "report", version: "7", log: { console: true } }, async ({ n }: { n: number }) => {
      console.log("n is", n);
      return task({ name: "double" }, (x: number) => 2 * x)(n);
    });
    setInterval(() => {}, 1000); // what a flow leaves open keeps its process no longer than the run`,
    "report",
    { parameters: { n: 21 } },
  );
  expect(await execute(run.id)).toMatchObject({ code: 0 });
  expect(await read(run.id)).toMatchObject({
    state_type: "COMPLETED",
    run_count: 1,
    flow_version: "7",
    name: run.name,
  });
  const tasks = await api.taskRuns.filter({ flow_runs: { id: { any_: [run.id] } } });
  expect(tasks).toMatchObject([{ state_type: "COMPLETED" }]);
  const logs = await api.logs.filter({ logs: { flow_run_id: { any_: [run.id] } } });
  expect(logs.map(({ message }) => message)).toContain("n is 21");
});

test("a flow that is not exported is found by its name, and one that fails has failed: exit code 0", async () => {
  const run = await deployed(`flow({ name: "hidden" }, () => { throw new Error("bad luck"); });`, "hidden");
  expect(await execute(run.id)).toMatchObject({ code: 0 });
  expect((await read(run.id)).state).toMatchObject({
    type: "FAILED",
    message: expect.stringContaining("bad luck") as string,
  });
});

test.each([
  ["export const report = 3;", "report", /has no flow report; it has none/],
  [`throw new Error("at import");`, "report", /cannot be loaded: Error: at import/],
  ["export const report = ;", "report", /cannot be loaded: SyntaxError/],
])("code that cannot be run crashes the run and says why: %s", async (code, name, message) => {
  const run = await deployed(code, name);
  const outcome = await execute(run.id);
  expect(outcome.code).toBe(1);
  expect(outcome.stderr).toMatch(message);
  const { state } = await read(run.id);
  expect(state).toMatchObject({ type: "CRASHED" });
  expect(state!.message).toMatch(message);
});

test("a pull step that only Python knows, and a folder that is not there, say so", async () => {
  const step = { "my.steps.fetch": { url: "x" } };
  const unknown = await deployed("", "report", { pull_steps: [step] });
  expect((await execute(unknown.id)).stderr).toMatch(/step my\.steps\.fetch is not one that Weir can do/);
  const nowhere = { "prefect.deployments.steps.set_working_directory": { directory: "/nowhere" } };
  const gone = await deployed("", "report", { pull_steps: [nowhere] });
  expect((await execute(gone.id)).stderr).toMatch(/there is no folder \/nowhere/);
});

test("failed attempts are retried in the process, as the flow says", async () => {
  const run = await deployed(
    `let calls = 0;
    export const report = flow({ name: "report", retries: 2 }, () => { if (calls++ < 2) throw new Error("no"); return calls; });`,
  );
  expect((await execute(run.id)).code).toBe(0);
  expect(await read(run.id)).toMatchObject({ state_type: "COMPLETED", run_count: 3 });
});

test("a run that suspends goes on in another process, past the suspension", async () => {
  const run = await deployed(
    `export const report = flow({ name: "report" }, async () => { await suspend(); return runContext().attempt; });`,
  );
  expect((await execute(run.id)).code).toBe(0);
  expect(await read(run.id)).toMatchObject({ state_type: "PAUSED", state_name: "Suspended" });
  await api.flowRuns.resume({ id: run.id });
  expect((await execute(run.id)).code).toBe(0);
  expect(await read(run.id)).toMatchObject({ state_type: "COMPLETED" });
});

test("a run that waits for an event holds no process: it is resumed when the event comes, and is given it", async () => {
  const run = await deployed(
    `export const report = flow({ name: "report" }, async () => {
      const first = await waitForEvent({ match: { event: "paid", resource: "order.*" }, suspend: true });
      const second = await waitForEvent({ match: { event: "paid", resource: "order.*" }, suspend: true });
      return [first, second].map((event) => event.resource["prefect.resource.id"]);
    });`,
  );
  const automations = () => api.automations.relatedTo({ resource_id: `prefect.flow-run.${run.id}` });
  const paid = (resource: string) => ({
    id: crypto.randomUUID(),
    event: "paid",
    occurred: new Date().toISOString(),
    resource: { "prefect.resource.id": resource },
  });
  for (const [round, resource] of ["order.1", "order.2"].entries()) {
    expect((await execute(run.id)).code).toBe(0);
    expect(await read(run.id)).toMatchObject({ state_type: "PAUSED", state_name: "Suspended" });
    expect(await automations()).toMatchObject([{ actions: [{ type: "resume-flow-run" }] }]);
    await api.events.send([paid(`elsewhere.${round}`)]);
    await api.events.send([paid(resource)]);
    await waitUntil(async () => (await read(run.id)).state_type === "SCHEDULED", { what: "the run to be resumed" });
    await waitUntil(async () => (await automations()).length === 0, { what: "the automation to be gone" });
  }
  const { code, stderr } = await execute(run.id);
  expect([code, stderr]).toEqual([0, expect.any(String)]);
  const { state } = await read(run.id);
  expect(state).toMatchObject({ type: "COMPLETED" });
  expect(JSON.stringify(state!.data)).toContain("order.1");
  expect(JSON.stringify(state!.data)).toContain("order.2");
});

test("a run that has ended, or runs elsewhere, is left alone", async () => {
  const run = await deployed(`export const report = flow({ name: "report" }, () => 1);`);
  expect((await execute(run.id)).code).toBe(0);
  const again = await execute(run.id);
  expect(again).toMatchObject({ code: 1 });
  expect(again.stderr).toMatch(/is Completed: it cannot be executed now/);
  expect(await read(run.id)).toMatchObject({ state_type: "COMPLETED", run_count: 1 });
});

test("a run cancelled before its process began is cancelled without being called", async () => {
  const run = await deployed(`export const report = flow({ name: "report" }, () => { console.log("called"); });`);
  await api.flowRuns.setState({ id: run.id }, { state: { type: "PENDING" } });
  await api.flowRuns.setState({ id: run.id }, { state: { type: "CANCELLING" } });
  const { code, stdout } = await execute(run.id);
  expect([code, stdout.includes("called")]).toEqual([0, false]);
  expect(await read(run.id)).toMatchObject({ state_type: "CANCELLED" });
});

const WAITING = `export const report = flow({ name: "report" }, async (_, { signal }) => {
  process.stdout.write("started\\n");
  await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  process.stdout.write("told to stop\\n");
});`;

test("SIGTERM to the process of a run that is being cancelled lets the flow end, and the run is cancelled", async () => {
  const run = await deployed(WAITING);
  const child = start(run.id);
  await waitForLine(child, "stdout", /started/, 20_000);
  await api.flowRuns.setState({ id: run.id }, { state: { type: "CANCELLING" } });
  const told = waitForLine(child, "stdout", /told to stop/, 20_000);
  child.kill("SIGTERM");
  await told;
  if (child.exitCode === null) await once(child, "exit");
  expect(child.exitCode).toBe(0);
  expect(await read(run.id)).toMatchObject({ state_type: "CANCELLED" });
});

test("SIGTERM for any other reason crashes the run", async () => {
  const run = await deployed(WAITING);
  const child = start(run.id);
  await waitForLine(child, "stdout", /started/, 20_000);
  child.kill("SIGTERM");
  await once(child, "exit");
  expect(child.signalCode).toBe("SIGTERM");
  await waitUntil(async () => (await read(run.id)).state_type === "CRASHED");
});
