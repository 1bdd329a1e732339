/** A cluster: the one that a job names, or that the worker is in, or that its kubeconfig leads to. */
import type * as kubernetes from "@kubernetes/client-node";
import type {
  BatchV1Api,
  CoreV1Api,
  Informer,
  KubeConfig,
  KubernetesObject,
  Log,
  V1Job,
  V1Pod,
} from "@kubernetes/client-node";
import { MAKER_LABEL } from "./manifest.ts";

/** What is heard of jobs and pods in a namespace. */
export interface Listener {
  job(job: V1Job, isGone: boolean): void;
  pod(pod: V1Pod, isGone: boolean): void;
}

/** Milliseconds until a watch that broke is opened again. */
const RETRY_MS = 1000;
/** Label that Kubernetes gives to the pods of a job. */
const JOB_LABEL = "batch.kubernetes.io/job-name";

export class Cluster {
  readonly batch: BatchV1Api;
  readonly core: CoreV1Api;
  readonly log: Log;
  readonly #library: typeof kubernetes;
  readonly #config: KubeConfig;
  readonly #namespaces = new Map<string, NamespaceWatch>();

  constructor(library: typeof kubernetes, config: KubeConfig) {
    this.#library = library;
    this.#config = config;
    this.batch = config.makeApiClient(library.BatchV1Api);
    this.core = config.makeApiClient(library.CoreV1Api);
    this.log = new library.Log(config);
  }

  get address(): string {
    return this.#config.getCurrentCluster()?.server ?? "no cluster";
  }

  /** Tells of a job and its pods from now on, beginning with how they are; gives what ends that. */
  listen(namespace: string, name: string, listener: Listener): () => void {
    const known = this.#namespaces.get(namespace) ?? this.#watch(namespace);
    known.listeners.set(name, listener);
    known.replay(name);
    return () => {
      known.listeners.delete(name);
      if (known.listeners.size > 0) return;
      known.stop();
      this.#namespaces.delete(namespace);
    };
  }

  #watch(namespace: string): NamespaceWatch {
    const labelSelector = MAKER_LABEL;
    const paths = { jobs: `/apis/batch/v1/namespaces/${namespace}/jobs`, pods: `/api/v1/namespaces/${namespace}/pods` };
    const { makeInformer } = this.#library;
    const listJobs = () => this.batch.listNamespacedJob({ namespace, labelSelector });
    const listPods = () => this.core.listNamespacedPod({ namespace, labelSelector });
    const jobs = makeInformer<V1Job>(this.#config, paths.jobs, listJobs, labelSelector);
    const pods = makeInformer<V1Pod>(this.#config, paths.pods, listPods, labelSelector);
    const watch = new NamespaceWatch(jobs, pods);
    this.#namespaces.set(namespace, watch);
    return watch;
  }
}

/** One watch of jobs and one of pods, for all runs in a namespace. The library lists anew where a watch breaks. */
class NamespaceWatch {
  readonly listeners = new Map<string, Listener>();
  readonly #jobs: Source<V1Job>;
  readonly #pods: Source<V1Pod>;
  #isStopped = false;

  constructor(jobs: Source<V1Job>, pods: Source<V1Pod>) {
    this.#jobs = jobs;
    this.#pods = pods;
    this.#follow(jobs, (job, isGone) => this.listeners.get(job.metadata?.name ?? "")?.job(job, isGone));
    this.#follow(pods, (pod, isGone) => this.listeners.get(jobOf(pod))?.pod(pod, isGone));
  }

  /** What is known already. */
  replay(name: string): void {
    const listener = this.listeners.get(name);
    for (const job of this.#jobs.list()) if (job.metadata?.name === name) listener?.job(job, false);
    for (const pod of this.#pods.list()) if (jobOf(pod) === name) listener?.pod(pod, false);
  }

  stop(): void {
    this.#isStopped = true;
    for (const source of [this.#jobs, this.#pods]) void source.stop();
  }

  #follow<T extends KubernetesObject>(source: Source<T>, tell: (object: T, isGone: boolean) => void): void {
    const start = (): void => {
      if (!this.#isStopped) source.start().catch(again);
    };
    const again = (): void => void setTimeout(start, RETRY_MS);
    source.on("change", (object) => tell(object, false));
    source.on("delete", (object) => tell(object, true));
    source.on("error", again);
    start();
  }
}

type Source<T extends KubernetesObject> = Informer<T> & { list(): readonly T[] };

const jobOf = (pod: V1Pod): string => pod.metadata?.labels?.[JOB_LABEL] ?? pod.metadata?.labels?.["job-name"] ?? "";

/** What the cluster answers when it cannot do what it was asked for, in its own words. */
export function messageOf(error: unknown): string {
  const { body, message } = error as { readonly body?: unknown; readonly message: string };
  try {
    const { message: own } = (typeof body === "string" ? JSON.parse(body) : body) as { readonly message?: string };
    return own ?? message;
  } catch {
    return message;
  }
}

export const codeOf = (error: unknown): number | undefined => (error as { readonly code?: number }).code;
