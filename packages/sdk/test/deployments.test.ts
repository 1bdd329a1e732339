/** Flows served and deployed by programs, and runs of deployments asked for by flows. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { client, type Client } from "@weir/client";
import type { DeploymentResponse, FlowRunResponse } from "@weir/contract";
import { cleanEnvironment, startWeir, stopProcess, waitForLine, waitUntil, type WeirProcess } from "@weir/testkit";

const SDK = fileURLToPath(new URL("../src/index.ts", import.meta.url));

let weir: WeirProcess;
let api: Client;
let folder: string;
const programs: ChildProcess[] = [];
beforeAll(async () => {
  weir = await startWeir();
  api = client({ url: weir.apiUrl });
  folder = await mkdtemp(join(tmpdir(), "weir-deployments-"));
});
afterAll(async () => {
  await Promise.all(programs.map((program) => stopProcess(program, "SIGKILL")));
  await api.close();
  await weir.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A program, in a folder of its own working directory. */
async function start(name: string, code: string): Promise<ChildProcess> {
  const names = "flow, task, cron, every, runDeployment, NoWorkPool, NoSuchDeployment, WaitTimedOut";
  await writeFile(join(folder, name), `import { ${names} } from ${JSON.stringify(SDK)};\n${code}`);
  const env = { ...cleanEnvironment(), WEIR_API_URL: weir.apiUrl, WEIR_HOME: folder };
  const argv = ["--conditions=weir-source", name];
  const child = spawn(process.execPath, argv, { env, cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  programs.push(child);
  return child;
}

/** A program that runs to its end; gives what it printed. */
async function run(name: string, code: string): Promise<string> {
  const child = await start(name, code);
  let [output, errors] = ["", ""];
  child.stdout!.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr!.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  await once(child, "close");
  expect(child.exitCode, errors).toBe(0);
  return output.trim();
}

const deployed = (flow_name: string, deployment_name: string): Promise<DeploymentResponse> =>
  api.deployments.readByName({ flow_name, deployment_name });

const until = (id: string, type: string): Promise<FlowRunResponse> =>
  waitUntil(
    async () => {
      const found = await api.flowRuns.read({ id });
      return found.state_type === type && found;
    },
    { timeout: 25_000, what: type },
  );

test("a served flow is run in processes of its own, and paused when its program ends", async () => {
  const program = await start(
    "served.ts",
    `const greet = flow({ name: "greet" }, async ({ who }: { who: string }) => who + " " + (process.pid !== process.ppid));
    await greet.serve({ name: "local", schedule: cron("0 2 * * *", { timezone: "Europe/Berlin" }), limit: 2, pollInterval: "200ms", parameters: { who: "you" } });
    console.log("end of the program");`,
  );
  await waitForLine(program, "stderr", /serving greet\/local/, 20_000);
  program.stderr!.resume();
  const deployment = await deployed("greet", "local");
  expect(deployment).toMatchObject({ entrypoint: "served.ts:greet", work_pool_name: null, paused: false });
  expect(deployment.schedules).toMatchObject([{ schedule: { cron: "0 2 * * *", timezone: "Europe/Berlin" } }]);
  const { id } = await api.deployments.createFlowRun({ id: deployment.id }, {});
  const { state, infrastructure_pid: pid } = await until(id, "COMPLETED");
  expect(JSON.stringify(state!.data)).toContain("you true");
  expect(Number(pid)).not.toBe(program.pid);
  program.kill("SIGTERM");
  await once(program, "exit");
  expect((await deployed("greet", "local")).paused).toBe(true);
});

test("deploying records where the flow is, what its parameters are, and how workers of any language start it", async () => {
  await api.workPools.create({ name: "local", type: "process" });
  const output = await run(
    "deployed.ts",
    `export const report = flow(
      { name: "report", description: "of the day", version: "3", parameters: { type: "object", properties: { n: { type: "integer" } }, required: ["n"] } },
      async ({ n }: { n: number }) => n,
    );
    const first = await report.deploy({ name: "prod", workPool: "local", schedules: [every("15m")], tags: ["a"], concurrencyLimit: 2, parameters: { n: 1 } });
    const again = await report.deploy({ name: "prod", workPool: "local" });
    console.log(first.name, first.id === again.id);`,
  );
  expect(output).toBe("report/prod true");
  expect(await deployed("report", "prod")).toMatchObject({
    entrypoint: "deployed.ts:report",
    description: "of the day",
    version: "3",
    enforce_parameter_schema: true,
    parameter_openapi_schema: { properties: { n: { type: "integer" } }, required: ["n"] },
    work_pool_name: "local",
    work_queue_name: "default",
    job_variables: { command: "weir flow-run execute" },
    pull_steps: [{ "prefect.deployments.steps.set_working_directory": { directory: folder } }],
  });
  const nowhere = `await flow({ name: "x" }, () => 1).deploy({ name: "d", workPool: "none" }).catch((e) => console.log(e instanceof NoWorkPool, e.message));`;
  expect(await run("nowhere.ts", nowhere)).toMatch(/^true there is no work pool none: create it/);
});

test("a flow that asks for a run of a deployment has it as its part, and gets its result", async () => {
  const program = await start(
    "served-too.ts",
    `const double = flow({ name: "double" }, async ({ n }: { n: number }) => { if (n < 0) throw new Error("negative"); return 2 * n; });
    await double.serve({ name: "local", pollInterval: "200ms" });`,
  );
  await waitForLine(program, "stderr", /serving double\/local/, 20_000);
  program.stderr!.resume();
  const output = await run(
    "asking.ts",
    `const whole = flow({ name: "whole" }, async () => {
      const good = await runDeployment("double/local", { parameters: { n: 4 }, timeout: "20s" });
      const bad = await runDeployment("double/local", { parameters: { n: -1 } });
      return [await good.state.result(), bad.state.type];
    });
    console.log(JSON.stringify(await whole()));
    const later = await runDeployment("double/local", { parameters: { n: 1 }, wait: false, scheduledFor: new Date(Date.now() + 3_600_000) });
    console.log(later.state.type);
    await runDeployment("double/local", { parameters: { n: 1 }, timeout: 0, scheduledFor: new Date(Date.now() + 3_600_000) }).catch((e) => console.log(e instanceof WaitTimedOut));
    await runDeployment("double/none").catch((e) => console.log(e instanceof NoSuchDeployment));`,
  );
  expect(output.split("\n")).toEqual([`[8,"FAILED"]`, "SCHEDULED", "true", "true"]);
  const [parent] = await api.flowRuns.filter({ flows: { name: { any_: ["whole"] } } });
  const parts = await api.taskRuns.filter({ flow_runs: { id: { any_: [parent!.id] } }, sort: "NAME_DESC" });
  expect(parts.map(({ state_type: type }) => type).toSorted()).toEqual(["COMPLETED", "FAILED"]);
  program.kill("SIGTERM");
  await once(program, "exit");
});
