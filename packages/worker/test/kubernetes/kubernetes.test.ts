/** What a Kubernetes worker does with the runs of its pool, on a real cluster. */
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { BatchV1Api, CoreV1Api, KubeConfig, type V1Job } from "@kubernetes/client-node";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { KUBECONFIG_OF_TESTS, SOURCES_IN_IMAGE, TEST_IMAGE, waitUntil } from "@weir/testkit";
import { Site } from "../support.ts";

const SOURCES = fileURLToPath(new URL("../../../../", import.meta.url));
const namespace = "default";

let site: Site;
let batch: BatchV1Api;
let core: CoreV1Api;
beforeAll(async () => {
  const file = process.env[KUBECONFIG_OF_TESTS]!;
  const config = new KubeConfig();
  config.loadFromFile(file);
  [batch, core] = [config.makeApiClient(BatchV1Api), config.makeApiClient(CoreV1Api)];
  site = await Site.open({
    type: "kubernetes",
    env: { KUBECONFIG: file },
    flows: "/flows",
    sdk: `${SOURCES_IN_IMAGE}/packages/sdk/src/index.ts`,
    variables: (folder) => ({ image: TEST_IMAGE, finished_job_ttl: 300, job_patch: mounted(folder) }),
  });
});
afterAll(() => site[Symbol.asyncDispose]());
// Whatever a test leaves would be another's.
afterEach(async () => {
  await batch.deleteCollectionNamespacedJob({ namespace, propagationPolicy: "Background" });
  await waitUntil(async () => (await core.listNamespacedPod({ namespace })).items.length === 0, { timeout: 60_000 });
});

/** The machine's network, and its folders as volumes. */
const mounted = (folder: string): object => ({
  spec: {
    template: {
      spec: {
        hostNetwork: true,
        volumes: [
          { name: "flows", hostPath: { path: folder } },
          { name: "sources", hostPath: { path: SOURCES } },
        ],
        containers: [
          {
            name: "prefect-job",
            volumeMounts: [
              { name: "flows", mountPath: "/flows" },
              { name: "sources", mountPath: SOURCES_IN_IMAGE, readOnly: true },
            ],
          },
        ],
      },
    },
  },
});

const jobsOf = async (run: string): Promise<V1Job[]> =>
  (await batch.listNamespacedJob({ namespace, labelSelector: `prefect.io/flow-run-id=${run}` })).items;

/** A flow that says when it has begun, and waits until a file is there or it is told to stop. */
const waiting = `
  import { existsSync } from "node:fs";
  export const job = flow({ name: "job" }, async ({ file, code = 0 }: { file: string; code?: number }, { signal }) => {
    appendFileSync("/flows/" + file, "begun\\n");
    while (!existsSync("/flows/go-" + file) && !signal.aborted) await new Promise((resolve) => setTimeout(resolve, 50));
    if (code > 0) process.exit(code);
  });`;
const begun = (file: string): Promise<boolean> =>
  waitUntil(async () => (await readFile(join(site.folder, file), "utf8")) !== "", { timeout: 60_000 });

test("a run is executed as a job, with its environment, labels and output", async () => {
  const id = await site.deploy(
    `export const job = flow({ name: "job" }, () => { console.log("from inside"); return process.env.A; });`,
    { job_variables: { env: { A: "of the job" }, job_patch: mounted(site.folder), cpu_request: "10m" } },
  );
  const worker = await site.worker(["--name", "anna"]);
  const output: string[] = [];
  worker.stdout!.on("data", (chunk: Buffer) => output.push(chunk.toString()));
  const { id: run } = await site.run(id);
  const ended = await site.until(run, "COMPLETED");
  expect(JSON.stringify(ended.state!.data)).toContain("of the job");
  expect(ended.labels).toMatchObject({ "prefect.worker.name": "anna", "prefect.worker.type": "kubernetes" });
  const [job] = await jobsOf(run);
  expect(ended.infrastructure_pid).toBe(`default:${job!.metadata!.name}`);
  expect(job!.spec).toMatchObject({ backoffLimit: 0, ttlSecondsAfterFinished: 300 });
  await waitUntil(() => output.join("").includes("from inside"), { what: "the output of the pod" });
  worker.kill("SIGTERM");
  await once(worker, "exit");
});

test.each([
  ["an exit code", "process.exit(3);", {}, /its container ended with exit code 3/],
  [
    "too much memory",
    "const all = []; for (;;) all.push(Buffer.alloc(8 << 20, 1));",
    { memory_limit: "200Mi" },
    /its container was killed by the system, as memory ran out/,
  ],
  [
    "a deadline",
    "await new Promise((resolve) => setTimeout(resolve, 60_000));",
    { patch: { spec: { activeDeadlineSeconds: 5 } } },
    /DeadlineExceeded|cancelled by the runtime/,
  ],
])(
  "a pod that ends without the run's end crashes the run: %s",
  async (_, code, { patch, ...variables }: Variables, reason) => {
    const job_patch = { ...mounted(site.folder), ...patch };
    if (patch) Object.assign((job_patch as { spec: object }).spec, (mounted(site.folder) as { spec: object }).spec);
    const id = await site.deploy(
      `export const job = flow({ name: "job" }, async () => { console.error("last words"); ${code} });`,
      { job_variables: { ...variables, job_patch } },
    );
    const worker = await site.worker();
    const { id: run } = await site.run(id);
    const { state } = await site.until(run, "CRASHED");
    expect(state!.message).toMatch(reason);
    worker.kill("SIGTERM");
    await once(worker, "exit");
  },
);

interface Variables {
  readonly patch?: { readonly spec: object };
  readonly memory_limit?: string;
}

test("what cannot be started crashes the run with the cluster's reason, and leaves no job", async () => {
  const faults = [
    [{ image: "127.0.0.1:1/none/none:1" }, /its pod does not start: ImagePullBackOff/],
    [{ image: "weir-test/none:1", image_pull_policy: "Never" }, /its pod does not start: ErrImageNeverPull/],
    [{ cpu_request: "1000", pod_watch_timeout_seconds: 3 }, /its pod found no node: Unschedulable .*cpu/i],
    [{ namespace: "no-such-namespace" }, /no job can be created in namespace no-such-namespace: .*not found/],
    [{ cpu_request: "much" }, /no job can be created .*quantities/],
    [{ service_account_name: "nobody", pod_watch_timeout_seconds: 3 }, /no pod was created for its job/],
  ] as const;
  const worker = await site.worker(["--limit", "10"]);
  const runs = faults.map(async ([job_variables, reason]) => {
    const id = await site.deploy("", { job_variables: { job_patch: {}, ...job_variables } });
    const { id: run } = await site.run(id);
    const { message } = (await site.until(run, "CRASHED", 60_000)).state!;
    expect(message).toMatch(reason);
    await waitUntil(async () => (await jobsOf(run)).length === 0, { what: "no job" });
  });
  await Promise.all(runs);
  worker.kill("SIGTERM");
  await once(worker, "exit");
}, 120_000);

test("cancelling a running run deletes its job; the flow ends by itself within the grace", async () => {
  const id = await site.deploy(waiting);
  const worker = await site.worker();
  const { id: run } = await site.run(id, { file: "cancelled" });
  await begun("cancelled");
  await site.api.flowRuns.setState({ id: run }, { state: { type: "CANCELLING" } });
  await site.until(run, "CANCELLED");
  await waitUntil(async () => (await jobsOf(run)).length === 0);
  worker.kill("SIGTERM");
  await once(worker, "exit");
});

test("a job that somebody deletes crashes its run, which says so", async () => {
  const id = await site.deploy(
    waiting.replace(
      "appendFileSync",
      `process.removeAllListeners("SIGTERM"); process.on("SIGTERM", () => {}); appendFileSync`,
    ),
  );
  const worker = await site.worker();
  const { id: run } = await site.run(id, { file: "deleted" });
  await begun("deleted");
  const [pod] = (await core.listNamespacedPod({ namespace })).items;
  await core.deleteNamespacedPod({ namespace, name: pod!.metadata!.name!, gracePeriodSeconds: 1 });
  await batch.deleteNamespacedJob({
    namespace,
    name: (await jobsOf(run))[0]!.metadata!.name!,
    propagationPolicy: "Background",
  });
  const { state } = await site.until(run, "CRASHED");
  expect(state!.message).toMatch(/its (container was killed|job was deleted|pod was deleted)/);
  worker.kill("SIGTERM");
  await once(worker, "exit");
});

test("a worker that is killed: the next one goes on watching its jobs", async () => {
  const id = await site.deploy(waiting);
  const worker = await site.worker();
  const [good, bad] = await Promise.all([site.run(id, { file: "good" }), site.run(id, { file: "bad", code: 5 })]);
  await Promise.all([begun("good"), begun("bad")]);
  worker.kill("SIGKILL");
  await once(worker, "exit");
  const next = await site.worker();
  await Promise.all(["go-good", "go-bad"].map((file) => writeFile(join(site.folder, file), "")));
  expect(await site.until(good.id, "COMPLETED")).toMatchObject({ run_count: 1 });
  expect((await site.until(bad.id, "CRASHED")).state!.message).toContain("its container ended with exit code 5");
  next.kill("SIGTERM");
  await once(next, "exit");
});
