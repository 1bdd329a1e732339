/**
 * Records what a real cluster says of jobs that end in different ways: `node --conditions=weir-source record.ts KUBECONFIG`.
 * The answers are `recorded-jobs.json`, from which the tests of every run are played.
 */
import { writeFile } from "node:fs/promises";
import { BatchV1Api, CoreV1Api, KubeConfig, type KubernetesObject, Watch, type V1Job } from "@kubernetes/client-node";
import { TEST_IMAGE } from "@weir/testkit";

const namespace = "default";
const config = new KubeConfig();
config.loadFromFile(process.argv[2]!);
const [batch, core] = [config.makeApiClient(BatchV1Api), config.makeApiClient(CoreV1Api)];

const OOM = "const all = []; for (;;) all.push(Buffer.alloc(8 << 20, 1));";
interface Kind {
  readonly args?: string[];
  readonly image?: string;
  readonly policy?: string;
  readonly resources?: object;
  readonly spec?: object;
  readonly pod?: object;
  /** What the cluster says when it is over. */
  readonly until: RegExp;
}
const over = /"type":"(Complete|Failed)","?.*"status":"True"|"status":"True".*"type":"(Complete|Failed)"/;
const KINDS: Readonly<Record<string, Kind>> = {
  complete: { args: ["node", "-e", "console.log('fine')"], until: over },
  "exit code": { args: ["node", "-e", "console.log('last words'); process.exit(3)"], until: over },
  "out of memory": { args: ["node", "-e", OOM], resources: { limits: { memory: "100Mi" } }, until: over },
  deadline: { args: ["node", "-e", "setTimeout(() => {}, 60000)"], spec: { activeDeadlineSeconds: 3 }, until: over },
  "no image": { image: "127.0.0.1:1/none/none:1", until: /ImagePullBackOff/ },
  "never pulled": { image: "weir-test/none:1", policy: "Never", until: /ErrImageNeverPull/ },
  "no node": { resources: { requests: { cpu: "1000" } }, until: /Unschedulable/ },
  "no account": { pod: { serviceAccountName: "nobody" }, until: /"type":"ADDED".*Job/ },
};

const manifest = (name: string, { args, image, policy, resources, spec, pod }: Kind): V1Job =>
  ({
    metadata: { name, namespace, labels: { "weir.io/worker": "recorder" } },
    spec: {
      backoffLimit: 0,
      ...spec,
      template: {
        metadata: { labels: { "weir.io/worker": "recorder" } },
        spec: {
          restartPolicy: "Never",
          terminationGracePeriodSeconds: 1,
          ...pod,
          containers: [
            {
              name: "prefect-job",
              image: image ?? TEST_IMAGE,
              imagePullPolicy: policy ?? "IfNotPresent",
              args,
              resources,
            },
          ],
        },
      },
    },
  }) as V1Job;

/** Without what only the cluster needs. */
function slim(object: KubernetesObject): unknown {
  const { metadata, ...rest } = JSON.parse(JSON.stringify(object)) as { metadata: Record<string, unknown> };
  const { name, uid, resourceVersion, creationTimestamp, labels, deletionTimestamp } = metadata;
  const { status, kind } = rest as Record<string, unknown>;
  return {
    kind,
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp, labels, deletionTimestamp },
    status,
  };
}

async function record(name: string, kind: Kind): Promise<readonly unknown[]> {
  const events: { path: "jobs" | "pods"; type: string; object: unknown }[] = [];
  const done = Promise.withResolvers<void>();
  const labelSelector = "weir.io/worker=recorder";
  const paths = { jobs: `/apis/batch/v1/namespaces/${namespace}/jobs`, pods: `/api/v1/namespaces/${namespace}/pods` };
  const watches = (["jobs", "pods"] as const).map((path) =>
    new Watch(config).watch(
      paths[path],
      { labelSelector },
      (type, object: KubernetesObject) => {
        const event = { path, type, object: slim(object) };
        events.push(event);
        if (kind.until.test(JSON.stringify(event))) done.resolve();
      },
      () => {},
    ),
  );
  await Promise.all(watches);
  await batch.createNamespacedJob({ namespace, body: manifest(name.replaceAll(" ", "-"), kind) });
  await done.promise;
  await new Promise((resolve) => setTimeout(resolve, 500)); // what comes in the same moment
  for (const watch of watches) (await watch).abort();
  const recorded = [...events];
  await batch.deleteCollectionNamespacedJob({ namespace, propagationPolicy: "Background" });
  while ((await core.listNamespacedPod({ namespace })).items.length > 0)
    await new Promise((resolve) => setTimeout(resolve, 200));
  return recorded;
}

const recorded: Record<string, readonly unknown[]> = {};
for (const [name, kind] of Object.entries(KINDS)) recorded[name] = await record(name, kind);
// An event a line.
const texts = Object.entries(recorded).map(
  ([name, events]) => `${JSON.stringify(name)}: [\n${events.map((event) => JSON.stringify(event)).join(",\n")}\n]`,
);
await writeFile(new URL("../recorded-jobs.json", import.meta.url), `{\n${texts.join(",\n")}\n}\n`);
process.exit(0);
