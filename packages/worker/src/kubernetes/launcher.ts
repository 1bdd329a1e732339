/**
 * Runs as Jobs of a Kubernetes cluster.
 *
 * K1  A job is found by its name in the ledger, or by its label: it outlives its worker, and the next one goes on
 *     watching it.
 * K2  Cancelling deletes the job and its pod, which has the grace to end in; the run is over when the pod is.
 * K3  What will never begin is deleted, and crashes the run with the reason that the cluster gives.
 */
import { PassThrough } from "node:stream";
import { KUBERNETES_TEMPLATE } from "@weir/contract/worker-types";
import { SELF_CANCEL_MS } from "../core/command.ts";
import { containerProgram, RUN_LABEL } from "../core/container-job.ts";
import type { Ending, Job, Launcher, Recovered, Running } from "../core/launcher.ts";
import { keepTail, KEPT } from "../core/output.ts";
import { within } from "../core/pause.ts";
import { Cluster, codeOf, messageOf } from "./cluster.ts";
import { jobManifest } from "./manifest.ts";
import { failed, isJobOver, type Outcome, outcomeOf, type Seen, waitingReason } from "./outcome.ts";

export interface KubernetesLauncherOptions {
  /** Gets what pods print, unless their job variables say otherwise. */
  readonly print: (line: string) => void;
  readonly log: (message: string) => void;
}

interface Watching {
  readonly namespace: string;
  readonly name: string;
  readonly container: string;
  readonly streamOutput: boolean;
  readonly cancelsItself: boolean;
  /** Milliseconds that a pod has to find a node. */
  readonly startMillis: number;
  /** Milliseconds after which the job is not watched any more. */
  readonly watchMillis: number | undefined;
}

const START_SECONDS = 60;
const RETRY_MS = 1000;
/** Milliseconds until the pod of a job that has ended is heard of, if there is one still. */
const POD_MS = 5000;
/** Milliseconds for the last lines of a pod that has ended. */
const LAST_WORDS_MS = 2000;

/** @throws Error if no cluster is known, or it does not answer */
export async function kubernetesLauncher(options: KubernetesLauncherOptions): Promise<Launcher> {
  // Loaded here: who starts no jobs has no use for it, and it is large.
  const library = await import("@kubernetes/client-node");
  const config = new library.KubeConfig();
  config.loadFromDefault();
  const own = new Cluster(library, config);
  try {
    await config.makeApiClient(library.VersionApi).getCode();
  } catch (error) {
    throw new Error(`no Kubernetes cluster answers at ${own.address} (${messageOf(error)}): set KUBECONFIG`, {
      cause: error,
    });
  }
  const clusterOf = (job: Job | undefined): Cluster => {
    const given = job?.configuration["cluster_config"] as { config?: unknown; context_name?: string } | undefined;
    if (given?.config === undefined) return own;
    const other = new library.KubeConfig();
    other.loadFromString(typeof given.config === "string" ? given.config : JSON.stringify(given.config));
    if (given.context_name !== undefined) other.setCurrentContext(given.context_name);
    return new Cluster(library, other);
  };
  return {
    type: "kubernetes",
    baseJobTemplate: KUBERNETES_TEMPLATE,
    isSlow: true,
    launch: (job) => launch(clusterOf(job), job, options),
    recover: (runId, handle, job) => recover(clusterOf(job), runId, handle, job, options),
  };
}

async function launch(cluster: Cluster, job: Job, options: KubernetesLauncherOptions): Promise<Running> {
  const { namespace, body, container } = jobManifest(job);
  try {
    const { metadata } = await cluster.batch.createNamespacedJob({ namespace, body });
    const name = metadata!.name!;
    return new JobRun(cluster, { ...watchingOf(job), namespace, name, container }, options).running;
  } catch (error) {
    throw new Error(`no job can be created in namespace ${namespace}: ${messageOf(error)}`, { cause: error });
  }
}

async function recover(
  cluster: Cluster,
  runId: string,
  handle: string | undefined,
  job: Job | undefined,
  options: KubernetesLauncherOptions,
): Promise<Recovered> {
  const [namespace, name] = handle?.split("/") ?? (await find(cluster, runId));
  if (namespace === undefined || name === undefined) return "unbegun";
  try {
    const { spec } = await cluster.batch.readNamespacedJob({ namespace, name });
    const container = spec!.template.spec!.containers[0]!.name;
    return new JobRun(cluster, { ...watchingOf(job), namespace, name, container }, options).running;
  } catch (error) {
    if (codeOf(error) === 404) return "gone";
    throw error;
  }
}

/** What a worker has created, and did not come to write down. What has ended may be of an earlier attempt. */
async function find(cluster: Cluster, runId: string): Promise<readonly string[]> {
  const { items } = await cluster.batch.listJobForAllNamespaces({ labelSelector: `${RUN_LABEL}=${runId}` });
  const [found] = items.filter(
    ({ status }) => !status?.conditions?.some(({ type }) => /^(Complete|Failed)$/.test(type)),
  );
  return found ? [found.metadata!.namespace!, found.metadata!.name!] : [];
}

function watchingOf(job: Job | undefined): Omit<Watching, "namespace" | "name" | "container"> {
  const { configuration } = job ?? {};
  const seconds = (name: string): number | undefined => {
    const value = configuration?.[name];
    return typeof value === "number" ? value * 1000 : undefined;
  };
  return {
    streamOutput: configuration?.["stream_output"] !== false,
    cancelsItself: job !== undefined && containerProgram(job).cancelsItself,
    startMillis: seconds("pod_watch_timeout_seconds") ?? START_SECONDS * 1000,
    watchMillis: seconds("job_watch_timeout_seconds"),
  };
}

/** One job, from its creation to its end. */
class JobRun {
  readonly running: Running;
  readonly #cluster: Cluster;
  readonly #watching: Watching;
  readonly #options: KubernetesLauncherOptions;
  readonly #over = Promise.withResolvers<Outcome>();
  readonly #release: () => void;
  #seen: Seen;
  #output: { readonly lines: readonly string[]; readonly ended: Promise<void> } | undefined;
  #stopped = false;
  #impatience: NodeJS.Timeout | undefined;

  constructor(cluster: Cluster, watching: Watching, options: KubernetesLauncherOptions) {
    this.#cluster = cluster;
    this.#watching = watching;
    this.#options = options;
    const { namespace, name, container, cancelsItself } = watching;
    this.#seen = { job: undefined, isJobGone: false, pod: undefined, isPodGone: false, container };
    this.#release = cluster.listen(namespace, name, {
      job: (job, isJobGone) => this.#see({ job, isJobGone }),
      pod: (pod, isPodGone) => this.#see({ pod, isPodGone }),
    });
    const ended = this.#end();
    const stop = async (graceMillis: number): Promise<void> => {
      this.#stopped = true;
      await this.#delete(graceMillis, ended);
    };
    this.running = {
      id: `${namespace}:${name}`,
      handle: `${namespace}/${name}`,
      ended,
      stop,
      async cancel(graceMillis) {
        if (cancelsItself && (await within(ended, graceMillis + SELF_CANCEL_MS))) return;
        await stop(graceMillis);
      },
    };
  }

  #see(change: Partial<Seen>): void {
    const { pod, isPodGone } = change;
    // Of several pods, the latest tells.
    const isOlder = pod && this.#seen.pod && createdAt(pod) < createdAt(this.#seen.pod);
    if (isOlder || (isPodGone && pod?.metadata?.uid !== this.#seen.pod?.metadata?.uid)) return;
    this.#seen = { ...this.#seen, ...change };
    const phase = this.#seen.pod?.status?.phase;
    if (phase !== undefined && phase !== "Pending") this.#output ??= this.#readOutput(this.#seen.pod!.metadata!.name!);
    this.#conclude(true);
    if (isJobOver(this.#seen)) this.#impatience ??= setTimeout(() => this.#conclude(false), POD_MS);
  }

  #conclude(isPatient: boolean): void {
    const outcome = outcomeOf(this.#seen, this.#stopped, isPatient);
    if (outcome) this.#over.resolve(outcome);
  }

  async #end(): Promise<Ending> {
    const { watchMillis, startMillis } = this.#watching;
    const overdue = setTimeout(() => {
      const reason = waitingReason(this.#seen);
      if (reason !== undefined) this.#over.resolve({ ending: failed(reason), isStuck: true });
    }, startMillis);
    try {
      if (watchMillis !== undefined && !(await within(this.#over.promise, watchMillis)))
        return {
          ok: true,
          code: 0,
          reason: `its job was watched for ${watchMillis / 1000} s, and goes on`,
          output: [],
          goesOn: true,
        };
      const { ending, isStuck } = await this.#over.promise;
      if (isStuck) await this.#delete(0, Promise.resolve());
      if (this.#output) await within(this.#output.ended, LAST_WORDS_MS);
      return { ...ending, output: this.#output?.lines ?? [] };
    } finally {
      clearTimeout(overdue);
      clearTimeout(this.#impatience);
      this.#release();
    }
  }

  /** Deletes the pod with its grace, then the job. Tries until the cluster has heard it, or there is no need any more. */
  async #delete(graceMillis: number, ended: Promise<unknown>): Promise<void> {
    const { namespace, name } = this.#watching;
    const { batch, core } = this.#cluster;
    const gracePeriodSeconds = Math.ceil(graceMillis / 1000);
    const pod = this.#seen.pod?.metadata?.name;
    do
      try {
        if (pod !== undefined)
          await core.deleteNamespacedPod({ namespace, name: pod, gracePeriodSeconds }).catch(unlessGone);
        await batch.deleteNamespacedJob({ namespace, name, propagationPolicy: "Background" }).catch(unlessGone);
        return;
      } catch (error) {
        this.#options.log(`${namespace}:${name} cannot be deleted, will try again: ${messageOf(error)}`);
      }
    while (!(await within(ended, RETRY_MS)));
  }

  #readOutput(pod: string): { lines: readonly string[]; ended: Promise<void> } {
    const { namespace, container, streamOutput } = this.#watching;
    const stream = new PassThrough();
    const lines = keepTail([stream], streamOutput ? this.#options.print : undefined);
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    stream.once("close", resolve).once("error", () => resolve());
    // A pod whose output cannot be read (its node is gone) has said nothing.
    this.#cluster.log
      .log(namespace, pod, container, stream, { follow: true, tailLines: KEPT })
      .catch(() => stream.end());
    return { lines, ended };
  }
}

const createdAt = ({ metadata }: { readonly metadata?: { readonly creationTimestamp?: Date } }): number =>
  metadata?.creationTimestamp ? new Date(metadata.creationTimestamp).getTime() : 0;

function unlessGone(error: unknown): void {
  if (codeOf(error) !== 404) throw error;
}
