/**
 * Workers and deployments of both languages in each other's place: the unmodified worker of Python and Weir's, each with
 * flows in Python and in TypeScript, on one work pool of a Weir server.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { client, type Client } from "@weir/client";
import type { FlowRunResponse } from "@weir/contract";
import { cleanEnvironment, startWeir, stopProcess, waitForLine, waitUntil, type WeirProcess } from "@weir/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const PYTHON = dirname(fileURLToPath(new URL("../../.cache/venv/bin/prefect", import.meta.url)));
const BIN = fileURLToPath(new URL("../../packages/weir/bin/weir.js", import.meta.url));
const SDK = fileURLToPath(new URL("../../packages/sdk/src/index.ts", import.meta.url));
const TIMEOUT = 120_000;

const FLOWS = {
  typescript: {
    file: "report.ts",
    code: `import { flow } from ${JSON.stringify(SDK)};
export const report = flow({ name: "report-ts", log: { console: true }, onCancellation: { grace: "5s" } },
  async ({ city, wait = 0 }: { city: string; wait?: number }, { signal }) => {
    console.log("at work in", city);
    await new Promise((resolve) => { signal.addEventListener("abort", resolve); setTimeout(resolve, wait * 1000); });
    if (city === "") throw new Error("no city");
    return city;
  });`,
  },
  python: {
    file: "report.py",
    code: `import time
from prefect import flow

@flow(name="report-py", log_prints=True)
def report(city: str, wait: int = 0):
    print("at work in", city)
    time.sleep(wait)
    if city == "":
        raise ValueError("no city")
    return city
`,
  },
} as const;

let weir: WeirProcess;
let api: Client;
let folder: string;
beforeAll(async () => {
  weir = await startWeir();
  api = client({ url: weir.apiUrl });
  folder = await mkdtemp(join(tmpdir(), "weir-pairs-"));
  for (const { file, code } of Object.values(FLOWS)) await writeFile(join(folder, file), code);
  // What an installed package puts on the PATH.
  await mkdir(join(folder, "bin"));
  const weirProgram = join(folder, "bin", "weir");
  await writeFile(weirProgram, `#!/bin/sh\nexec "${process.execPath}" --conditions=weir-source "${BIN}" "$@"\n`);
  await chmod(weirProgram, 0o755);
}, TIMEOUT);
afterAll(async () => {
  await api.close();
  await weir.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

const WORKERS = {
  typescript: ["weir", "worker", "start", "--pool", "typescript"],
  python: ["prefect", "worker", "start", "--pool", "python", "--type", "process"],
} as const;

function startWorker([program, ...args]: readonly string[]): ChildProcess {
  const env = {
    ...cleanEnvironment(),
    PATH: `${join(folder, "bin")}:${PYTHON}:${process.env["PATH"]}`,
    HOME: folder,
    WEIR_HOME: folder,
    WEIR_API_URL: weir.apiUrl,
    PREFECT_HOME: join(folder, ".prefect"),
    PREFECT_API_URL: weir.apiUrl,
    PREFECT_WORKER_QUERY_SECONDS: "1",
    PREFECT_SERVER_ANALYTICS_ENABLED: "false",
    DO_NOT_TRACK: "1",
  };
  return spawn(program!, args, { env, cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
}

async function deploy(language: keyof typeof FLOWS, pool: string): Promise<string> {
  const { id: flow_id } = await api.flows.create({ name: language === "python" ? "report-py" : "report-ts" });
  const { id } = await api.deployments.create({
    name: `on-${pool}`,
    flow_id,
    entrypoint: `${FLOWS[language].file}:report`,
    work_pool_name: pool,
    // As \`flow.deploy()\` has it: by that, a worker that knows nothing of TypeScript runs it.
    ...(language === "typescript" && { job_variables: { command: "weir flow-run execute" } }),
    pull_steps: [{ "prefect.deployments.steps.set_working_directory": { directory: folder } }],
  });
  return id;
}

const ended = (id: string, type: string): Promise<FlowRunResponse> =>
  waitUntil(
    async () => {
      const run = await api.flowRuns.read({ id });
      return run.state_type === type && run;
    },
    { timeout: 60_000, interval: 100, what: type },
  );

describe.each(["typescript", "python"] as const)("the worker of %s", (kind) => {
  let worker: ChildProcess;
  beforeAll(async () => {
    await api.workPools.create({ name: kind, type: "process" });
    worker = startWorker(WORKERS[kind]);
    await waitForLine(worker, kind === "python" ? "stdout" : "stderr", /is ready|started!/, 60_000);
    worker.stdout!.resume();
    worker.stderr!.resume();
  }, TIMEOUT);
  afterAll(() => stopProcess(worker, "SIGKILL"));

  test.each(["typescript", "python"] as const)(
    "runs flows in %s: with their parameters, their failures, their cancellation",
    async (language) => {
      const id = await deploy(language, kind);
      const ask = (parameters: Record<string, unknown>): Promise<FlowRunResponse> =>
        api.deployments.createFlowRun({ id }, { parameters });
      const [good, bad, long] = await Promise.all([
        ask({ city: "Oslo" }),
        ask({ city: "" }),
        ask({ city: "Rome", wait: 300 }),
      ]);
      expect(await ended(good.id, "COMPLETED")).toMatchObject({ run_count: 1 });
      const logs = await waitUntil(async () => {
        const found = await api.logs.filter({ logs: { flow_run_id: { any_: [good.id] } } });
        return found.some(({ message }) => message.includes("at work in Oslo")) && found;
      });
      expect(logs.length).toBeGreaterThan(0);
      expect((await ended(bad.id, "FAILED")).state!.message).toContain("no city");
      await ended(long.id, "RUNNING");
      await api.flowRuns.setState({ id: long.id }, { state: { type: "CANCELLING" } });
      expect(await ended(long.id, "CANCELLED")).toMatchObject({ run_count: 1 });
    },
    TIMEOUT,
  );
});
