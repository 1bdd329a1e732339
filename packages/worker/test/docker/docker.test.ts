/** What a Docker worker does with the runs of its pool, on a real engine. */
import { once } from "node:events";
import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  cleanEnvironment,
  dockerMissing,
  dockerSite,
  SOURCES_IN_IMAGE,
  TEST_IMAGE,
  waitForLine,
  waitUntil,
} from "@weir/testkit";
import type Docker from "dockerode";
import { Site } from "../support.ts";

const SOURCES = fileURLToPath(new URL("../../../../", import.meta.url));
const missing = dockerMissing();

describe.skipIf(missing !== undefined)(`Docker workers${missing === undefined ? "" : ` (skipped: ${missing})`}`, () => {
  let site: Site;
  let docker: Docker;
  let registry: string;
  beforeAll(async () => {
    const { host, ...rest } = dockerSite();
    ({ docker, registry } = rest);
    site = await Site.open({
      type: "docker",
      env: { DOCKER_HOST: host },
      flows: "/flows",
      sdk: `${SOURCES_IN_IMAGE}/packages/sdk/src/index.ts`,
      variables: (folder) => ({
        image: TEST_IMAGE,
        image_pull_policy: "IfNotPresent",
        volumes: [`${folder}:/flows`, `${SOURCES}:${SOURCES_IN_IMAGE}:ro`],
        auto_remove: true,
      }),
    });
  });
  afterAll(() => site[Symbol.asyncDispose]());
  // Whatever a test leaves would be another's.
  afterEach(async () => {
    for (const { Id } of await docker.listContainers({ all: true }))
      await docker.getContainer(Id).remove({ force: true });
  });

  const containers = (run: string): Promise<Docker.ContainerInfo[]> =>
    docker.listContainers({ all: true, filters: { label: [`prefect.io/flow-run-id=${run}`] } });

  /** A flow that says when it has begun, and waits to be told to stop, or not even that. */
  const waiting = (heedsSignal: boolean): string => `
    export const job = flow({ name: "job" }, async ({ file }: { file: string }, { signal }) => {
      ${heedsSignal ? "" : `process.removeAllListeners("SIGTERM"); process.on("SIGTERM", () => {});`}
      appendFileSync("/flows/" + file, "begun\\n");
      await new Promise((resolve) => { ${heedsSignal ? 'signal.addEventListener("abort", resolve);' : ""} setTimeout(resolve, 60_000); });
    });`;
  const begun = (file: string): Promise<boolean> =>
    waitUntil(async () => (await readFile(join(site.folder, file), "utf8")) !== "", { timeout: 30_000 });

  test("a run is executed in a container of its image, with its environment, and the container removed", async () => {
    const id = await site.deploy(
      `export const job = flow({ name: "job" }, () => { console.log("from inside"); return [process.env.A, process.cwd(), process.env.PREFECT__DEPLOYMENT_NAME]; });`,
      { job_variables: { env: { A: "of the job" } } },
    );
    const worker = await site.worker(["--name", "anna"]);
    const output: string[] = [];
    worker.stdout!.on("data", (chunk: Buffer) => output.push(chunk.toString()));
    const { id: run } = await site.run(id);
    const ended = await site.until(run, "COMPLETED");
    expect(JSON.stringify(ended.state!.data)).toContain("of the job");
    expect(ended.labels).toMatchObject({ "prefect.worker.name": "anna", "prefect.worker.type": "docker" });
    expect(ended.infrastructure_pid).toMatch(/^[0-9a-f]{64}$/);
    await waitUntil(async () => (await containers(run)).length === 0, { what: "the removal of the container" });
    expect(output.join("")).toContain("from inside");
    worker.kill("SIGTERM");
    await once(worker, "exit");
  });

  test.each([
    ["an exit code", "process.exit(3);", {}, "its container ended with exit code 3"],
    [
      "too much memory",
      "const all = []; for (;;) all.push(Buffer.alloc(8 << 20, 1));",
      { mem_limit: "200m", memswap_limit: "200m" },
      "its container was killed by the system, as memory ran out (SIGKILL)",
    ],
  ])("a container that ends without the run's end crashes the run: %s", async (_, code, variables, reason) => {
    const id = await site.deploy(
      `export const job = flow({ name: "job" }, async () => { console.error("last words"); ${code} });`,
      { job_variables: variables },
    );
    const worker = await site.worker();
    const { id: run } = await site.run(id);
    const { state } = await site.until(run, "CRASHED");
    expect(state!.message).toContain(reason);
    const logs = await site.api.logs.filter({ logs: { flow_run_id: { any_: [run] } } });
    expect(logs.map(({ message }) => message).join("\n")).toContain("last words");
    worker.kill("SIGTERM");
    await once(worker, "exit");
  });

  test("a container that somebody kills or removes crashes its run, which says so", async () => {
    const id = await site.deploy(waiting(true), { job_variables: { auto_remove: false } });
    const worker = await site.worker();
    const [killed, removed] = await Promise.all([site.run(id, { file: "killed" }), site.run(id, { file: "removed" })]);
    await Promise.all([begun("killed"), begun("removed")]);
    await docker.getContainer((await containers(killed.id))[0]!.Id).kill();
    await docker.getContainer((await containers(removed.id))[0]!.Id).remove({ force: true });
    expect((await site.until(killed.id, "CRASHED")).state!.message).toContain("its container was killed by SIGKILL");
    expect((await site.until(removed.id, "CRASHED")).state!.message).toMatch(/its container was (removed|killed)/);
    // What has ended stays to be looked at, unless auto_remove says otherwise.
    expect((await containers(killed.id))[0]!.State).toBe("exited");
    worker.kill("SIGTERM");
    await once(worker, "exit");
  });

  test("what cannot be started crashes the run with the reason: image, program, limit, network", async () => {
    const faults = [
      [{ image: `${registry}/none/none:1` }, /image .*none\/none:1 cannot be pulled: .*(manifest unknown|not found)/],
      [{ image: "weir-test/none:1", image_pull_policy: "Never" }, /not on the worker's machine/],
      [{ command: "no-such-program" }, /the image has no program no-such-program/],
      [{ mem_limit: "12q" }, /job variable mem_limit: "12q"/],
      [{ image: null }, /nothing says which image has the flow/],
      [{ networks: ["no-such-network"] }, /no-such-network/],
    ] as const;
    const worker = await site.worker();
    for (const [job_variables, reason] of faults) {
      const id = await site.deploy("", { job_variables });
      const { state } = await site.until((await site.run(id)).id, "CRASHED");
      expect(state!.message).toMatch(reason);
    }
    expect(await docker.listContainers({ all: true })).toEqual([]);
    worker.kill("SIGTERM");
    await once(worker, "exit");
  });

  test("an image is pulled from a registry", async () => {
    const repo = `${registry}/flows/pulled`;
    await docker.getImage(TEST_IMAGE).tag({ repo, tag: "1" });
    await settled(docker, await docker.getImage(`${repo}:1`).push({ authconfig: {} }));
    await docker.getImage(`${repo}:1`).remove();
    const id = await site.deploy(`export const job = flow({ name: "job" }, () => 1);`, {
      job_variables: { image: `${repo}:1`, image_pull_policy: "Always" },
    });
    const worker = await site.worker();
    await site.until((await site.run(id)).id, "COMPLETED");
    worker.kill("SIGTERM");
    await once(worker, "exit");
  });

  test("a program deploys a flow with an image: built with a Dockerfile that it writes, pushed, and run from there", async () => {
    const folder = join(site.folder, "project");
    await mkdir(folder);
    await writeFile(join(folder, "report.ts"), project);
    const env = { ...cleanEnvironment(), WEIR_API_URL: site.weir.apiUrl, WEIR_HOME: folder };
    const { DOCKER_HOST, TEST_BASE_IMAGE } = { DOCKER_HOST: dockerSite().host, TEST_BASE_IMAGE: TEST_IMAGE };
    const argv = ["--conditions=weir-source", "report.ts"];
    const { stdout } = await promisify(execFile)(process.execPath, argv, {
      cwd: folder,
      env: { ...env, DOCKER_HOST, TEST_BASE_IMAGE, TEST_IMAGE_NAME: `${registry}/flows/report` },
    });
    const deployment = await site.api.deployments.read({ id: stdout.trim() });
    const { image } = deployment.job_variables as { image: string };
    expect(image).toMatch(/\/flows\/report:\d{8}-\d{6}$/);
    expect(await readFile(join(folder, "Dockerfile"), "utf8")).toContain(`FROM ${TEST_IMAGE}`);
    await docker.getImage(image).remove(); // so that it has to come from the registry
    const worker = await site.worker();
    const { state } = await site.until((await site.run(deployment.id)).id, "COMPLETED");
    expect(JSON.stringify(state!.data)).toContain("report of /opt/flows");
    worker.kill("SIGTERM");
    await once(worker, "exit");
  });

  test.each([
    ["lets the flow end by itself", true],
    ["kills a container that does not listen, after the grace", false],
  ])("cancelling a running run %s", async (_, heedsSignal) => {
    const file = `cancel-${String(heedsSignal)}`;
    const id = await site.deploy(waiting(heedsSignal));
    const worker = await site.worker(["--grace-seconds", "2"]);
    const { id: run } = await site.run(id, { file });
    await begun(file);
    await site.api.flowRuns.setState({ id: run }, { state: { type: "CANCELLING" } });
    await site.until(run, "CANCELLED");
    await waitUntil(async () => (await containers(run)).length === 0, { timeout: 20_000 });
    worker.kill("SIGTERM");
    await once(worker, "exit");
  });

  test("a worker that is told twice to stop ends its containers, whose runs say so", async () => {
    const id = await site.deploy(waiting(true));
    const worker = await site.worker();
    const { id: run } = await site.run(id, { file: "stopped" });
    await begun("stopped");
    const end = once(worker, "exit");
    worker.kill("SIGTERM");
    await waitForLine(worker, "stderr", /Taking no more runs/, 5000);
    worker.kill("SIGTERM");
    const { state } = await site.until(run, "CRASHED");
    expect(state!.message).toBe("Execution was cancelled by the runtime environment (SIGTERM).");
    await end;
    expect(await containers(run)).toEqual([]);
  });

  test("a worker that is killed: the next one goes on watching its containers", async () => {
    const id = await site.deploy(`
      import { existsSync } from "node:fs";
      export const job = flow({ name: "job" }, async ({ file, code }: { file: string; code: number }) => {
        appendFileSync("/flows/" + file, "begun\\n");
        while (!existsSync("/flows/go")) await new Promise((resolve) => setTimeout(resolve, 50));
        if (code > 0) process.exit(code);
      });`);
    const worker = await site.worker();
    const [good, bad] = await Promise.all([
      site.run(id, { file: "good", code: 0 }),
      site.run(id, { file: "bad", code: 5 }),
    ]);
    await Promise.all([begun("good"), begun("bad")]);
    worker.kill("SIGKILL");
    await once(worker, "exit");
    const next = await site.worker();
    expect((await containers(good.id))[0]!.State).toBe("running");
    await writeFile(join(site.folder, "go"), "");
    expect(await site.until(good.id, "COMPLETED")).toMatchObject({ run_count: 1 });
    const { state } = await site.until(bad.id, "CRASHED");
    expect(state!.message).toContain("its container ended with exit code 5");
    await waitUntil(async () => (await containers(bad.id)).length === 0);
    next.kill("SIGTERM");
    await once(next, "exit");
  });

  test("a worker that is killed between creating a container and starting it: the run is handed back, and run once", async () => {
    const id = await site.deploy(`export const job = flow({ name: "job" }, () => 1);`);
    const { id: run } = await site.run(id);
    // As such a worker leaves it: the run claimed and written down, its container made.
    await site.api.flowRuns.setState({ id: run }, { state: { type: "PENDING" } });
    await site.leaveBehind(run, "launching");
    const created = await docker.createContainer({
      Image: TEST_IMAGE,
      Cmd: ["true"],
      Labels: { "prefect.io/flow-run-id": run },
    });
    const worker = await site.worker();
    expect(await site.until(run, "COMPLETED")).toMatchObject({ run_count: 1 });
    await expect(created.inspect()).rejects.toMatchObject({ statusCode: 404 });
    worker.kill("SIGTERM");
    await once(worker, "exit");
  });
});

/** A project of one file. Its SDK is mounted, at the same place as here: the image has none. */
const project = `
import { flow } from ${JSON.stringify(join(SOURCES, "packages/sdk/src/index.ts"))};
const report = flow({ name: "report" }, () => "report of " + process.cwd());
const { id } = await report.deploy({
  name: "prod",
  workPool: "local",
  image: process.env.TEST_IMAGE_NAME,
  baseImage: process.env.TEST_BASE_IMAGE,
  jobVariables: {
    volumes: ["${SOURCES}:${SOURCES}:ro"],
    command: "node --conditions=weir-source ${SOURCES}packages/weir/bin/weir.js flow-run execute",
  },
});
if (id !== "") console.log(id);
`;

async function settled(docker: Docker, stream: NodeJS.ReadableStream): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  docker.modem.followProgress(stream, (error) => (error ? reject(error) : resolve()));
  await promise;
}
