/**
 * The Kubernetes launcher against what a real cluster has said (`kubernetes/record.ts`), played by a small API: for every
 * run of the tests. What the cluster does of its own accord is tested with a real one: `npm run test:kubernetes`.
 */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { writeFile, mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { KUBERNETES_TEMPLATE } from "@weir/contract/worker-types";
import { kubernetesLauncher, type Ending, type Job } from "@weir/worker";

interface Recorded {
  readonly path: "jobs" | "pods";
  readonly type: string;
  readonly object: { readonly metadata: { readonly name: string } };
}
const recorded = JSON.parse(readFileSync(new URL("recorded-jobs.json", import.meta.url), "utf8")) as Readonly<
  Record<string, readonly Recorded[]>
>;

/** Plays one conversation: its events once both watches are open, in the order in which they came. */
class RecordedCluster implements AsyncDisposable {
  readonly deleted: string[] = [];
  readonly created: unknown[] = [];
  readonly #events: readonly Recorded[];
  readonly #watches: Partial<Record<"jobs" | "pods", ServerResponse>> = {};
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  private constructor(events: readonly Recorded[]) {
    this.#events = events;
  }

  /** Makes it the cluster that launchers find. */
  static async play(name: string, folder: string): Promise<RecordedCluster> {
    const cluster = new RecordedCluster(recorded[name]!);
    await once(cluster.#server.listen(0, "127.0.0.1"), "listening");
    const { port } = cluster.#server.address() as AddressInfo;
    const server = `http://127.0.0.1:${port}`;
    const config = {
      clusters: [{ name: "c", cluster: { server, "insecure-skip-tls-verify": true } }],
      users: [{ name: "u", user: { token: "t" } }],
      contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
      "current-context": "x",
    };
    const file = join(folder, "kubeconfig");
    await writeFile(file, JSON.stringify(config));
    vi.stubEnv("KUBECONFIG", file);
    return cluster;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url!, "http://cluster");
    const path = /\/(jobs|pods)$/.exec(pathname)?.[1] as "jobs" | "pods" | undefined;
    const json = (body: unknown): void => {
      response.setHeader("content-type", "application/json").end(JSON.stringify(body));
    };
    if (pathname.startsWith("/version")) return json({ major: "1", minor: "36", gitVersion: "v1.36.3" });
    if (pathname.endsWith("/log")) return void response.end("last words\n");
    if (request.method === "DELETE") {
      this.deleted.push(pathname.split("/").slice(-2).join("/"));
      return json({ kind: "Status", status: "Success" });
    }
    if (request.method === "POST") {
      this.created.push(JSON.parse(Buffer.concat(await request.toArray()).toString()));
      return json(this.#events[0]!.object);
    }
    if (path === undefined) return void response.writeHead(404).end();
    if (!searchParams.has("watch")) return json({ metadata: { resourceVersion: "1" }, items: [] });
    response.writeHead(200, { "content-type": "application/json" }).flushHeaders();
    this.#watches[path] = response;
    const { jobs, pods } = this.#watches;
    if (!jobs || !pods) return;
    for (const event of this.#events) this.#watches[event.path]!.write(`${JSON.stringify(event)}\n`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    vi.unstubAllEnvs();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}

/** What the template's placeholders would be filled with. */
const PATCH = {
  metadata: { namespace: "default", labels: null, generateName: null },
  spec: { template: { spec: { containers: [{ name: "prefect-job", image: "flows:1", args: null, env: null }] } } },
};

async function launched(name: string, configuration: Record<string, unknown> = {}): Promise<[Ending, RecordedCluster]> {
  const folder = await mkdtemp(join(tmpdir(), "weir-recorded-"));
  await using cluster = await RecordedCluster.play(name, folder);
  const { job_manifest } = KUBERNETES_TEMPLATE["job_configuration"] as { job_manifest: object };
  const job = {
    run: { id: "0198c1f0-2d6b-7c6e-9d2e-6d2f6a1b7a55", name: "otter", flow_id: "f" },
    deployment: { id: "d", name: "prod", entrypoint: "report.ts:report" },
    flowName: "report",
    workerName: "anna",
    configuration: { job_patch: PATCH, job_manifest, env: {}, labels: {}, namespace: "default", ...configuration },
    environment: {},
  } as unknown as Job;
  try {
    const launcher = await kubernetesLauncher({ print: () => {}, log: () => {} });
    const running = await launcher.launch(job);
    expect(running.id).toBe(`default:${name.replaceAll(" ", "-")}`);
    return [await running.ended, cluster];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test.each([
  ["complete", true, /its container ended with exit code 0/],
  ["exit code", false, /^its container ended with exit code 3$/],
  ["out of memory", false, /its container was killed by the system, as memory ran out/],
  ["deadline", false, /its job failed: DeadlineExceeded/],
  ["no image", false, /its pod does not start: ImagePullBackOff \(.*127\.0\.0\.1:1/],
  ["never pulled", false, /its pod does not start: ErrImageNeverPull/],
])("a job whose end the cluster tells: %s", async (name, ok, reason) => {
  const [ending, cluster] = await launched(name);
  expect(ending.reason).toMatch(reason);
  expect(ending.ok).toBe(ok);
  // A job that would be tried for ever is deleted; one that has ended is left to be looked at.
  const isStuck = ending.reason.includes("does not start");
  expect(cluster.deleted.filter((one) => one.startsWith("jobs/")).length).toBe(isStuck ? 1 : 0);
  expect(ending.output).toEqual(isStuck ? [] : ["last words"]);
  expect(cluster.created).toMatchObject([{ kind: "Job", metadata: { generateName: "otter-" } }]);
});

test.each([
  ["no node", /its pod found no node: Unschedulable \(.*Insufficient cpu/],
  ["no account", /no pod was created for its job/],
])("a job that does not begin in its time is deleted: %s", async (name, reason) => {
  const [ending, cluster] = await launched(name, { pod_watch_timeout_seconds: 1 });
  expect(ending.reason).toMatch(reason);
  expect(cluster.deleted).toContain(`jobs/${name.replaceAll(" ", "-")}`);
});
