/** A server, a work pool and workers, each a process of its own, and deployments of flows whose code a test gives. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { client, type Client } from "@weir/client";
import type { DeploymentCreate, FlowRunResponse } from "@weir/contract";
import { isFinalType } from "@weir/contract/states";
import { cleanEnvironment, startWeir, stopProcess, waitForLine, waitUntil, type WeirProcess } from "@weir/testkit";

const BIN = fileURLToPath(new URL("../../weir/bin/weir.js", import.meta.url));
const SDK = fileURLToPath(new URL("../../sdk/src/index.ts", import.meta.url));

/** Where the runs of a site go. */
export interface Place {
  /** Of the work pool. Default: process. */
  readonly type?: string;
  /** For workers. */
  readonly env?: Readonly<Record<string, string>>;
  /** The folder of the flows as their runs see it. Default: as it is here. */
  readonly flows?: string;
  /** The SDK as runs see it. */
  readonly sdk?: string;
  /** Job variables of each deployment, given the folder of the flows. */
  readonly variables?: (folder: string) => Readonly<Record<string, unknown>>;
}

export class Site implements AsyncDisposable {
  readonly weir: WeirProcess;
  readonly api: Client;
  readonly folder: string;
  readonly #place: Place;
  readonly #workers: ChildProcess[] = [];
  #deployments = 0;

  private constructor(weir: WeirProcess, folder: string, place: Place) {
    this.weir = weir;
    this.#place = place;
    this.api = client({ url: weir.apiUrl });
    this.folder = folder;
  }

  static async open(place: Place = {}): Promise<Site> {
    const site = new Site(await startWeir(), await mkdtemp(join(tmpdir(), "weir-worker-")), place);
    await site.api.workPools.create({ name: "local", type: place.type ?? "process" });
    return site;
  }

  /** A worker that is ready. */
  async worker(args: readonly string[] = []): Promise<ChildProcess> {
    const own = { WEIR_API_URL: this.weir.apiUrl, WEIR_HOME: join(this.folder, "home") };
    const env = { ...cleanEnvironment(), ...own, ...this.#place.env };
    const argv = ["--conditions=weir-source", BIN, "worker", "start", "--pool", "local", ...args];
    const child = spawn(process.execPath, argv, { env, stdio: ["ignore", "pipe", "pipe"] });
    this.#workers.push(child);
    await waitForLine(child, "stderr", /is ready/, 20_000);
    child.stdout.resume();
    child.stderr.resume();
    return child;
  }

  /** A deployment of a flow named `job`; gives its id. */
  async deploy(code: string, more: Partial<DeploymentCreate> = {}): Promise<string> {
    this.#deployments += 1;
    const name = `d${this.#deployments}`;
    await writeFile(
      join(this.folder, `${name}.ts`),
      `import { appendFileSync } from "node:fs";\nimport { flow } from ${JSON.stringify(this.#place.sdk ?? SDK)};\n${code}`,
    );
    const { id: flow_id } = await this.api.flows.create({ name: "job" });
    const directory = { directory: this.#place.flows ?? this.folder };
    const { job_variables = {}, ...rest } = more;
    const { id } = await this.api.deployments.create({
      name,
      flow_id,
      entrypoint: `${name}.ts:job`,
      work_pool_name: "local",
      pull_steps: [{ "prefect.deployments.steps.set_working_directory": directory }],
      job_variables: { ...this.#place.variables?.(this.folder), ...job_variables },
      ...rest,
    });
    return id;
  }

  /** What a worker leaves that was killed when a run of its was in that stage. */
  async leaveBehind(run: string, stage: "claimed" | "launching"): Promise<void> {
    const folder = join(this.folder, "home", "workers", "0-0");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `${run}.json`), JSON.stringify({ id: run, api: this.weir.apiUrl, stage }));
  }

  run(id: string, parameters: Record<string, unknown> = {}): Promise<FlowRunResponse> {
    return this.api.deployments.createFlowRun({ id }, { parameters });
  }

  read(id: string): Promise<FlowRunResponse> {
    return this.api.flowRuns.read({ id });
  }

  /** The run once it is in a state of that type. */
  until(id: string, type: string, timeout = 25_000): Promise<FlowRunResponse> {
    return waitUntil(
      async () => {
        const run = await this.read(id);
        if (run.state_type === type) return run;
        if (isFinalType(run.state_type)) throw new Error(`it is ${run.state_type}: ${run.state?.message}`);
        return undefined;
      },
      { timeout, what: `state ${type}` },
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#workers.map((worker) => stopProcess(worker, "SIGKILL")));
    await this.api.close();
    await this.weir.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
