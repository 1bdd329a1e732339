/** From a job to the manifest of the Kubernetes Job that it asks for. Pure. */
import { splitWords } from "@weir/contract/templates";
import type { V1Job } from "@kubernetes/client-node";
import { containerEnvironment, containerLabels, containerProgram, imageOf, slug } from "../core/container-job.ts";

import type { Job } from "../core/launcher.ts";

type Json = Readonly<Record<string, unknown>>;

/** Label of everything that our workers create. */
export const MAKER_LABEL = "weir.io/worker";

export interface JobManifest {
  readonly namespace: string;
  readonly body: V1Job;
  /** Name of the container that executes the run: the first one. */
  readonly container: string;
}

/** @throws Error naming what the manifest lacks */
export function jobManifest(job: Job): JobManifest {
  const { configuration, run } = job;
  if (!isObject(configuration["job_manifest"])) throw new Error("the pool's template has no `job_manifest`");
  const patch = configuration["job_patch"];
  const given = isObject(patch) ? merged(configuration["job_manifest"], patch) : configuration["job_manifest"];
  const metadata = objectIn(given, "metadata");
  const spec = objectIn(given, "spec");
  const template = objectIn(spec, "template");
  const podSpec = objectIn(template, "spec");
  const [first, ...others] = (podSpec["containers"] ?? []) as readonly Json[];
  if (!first) throw new Error("the pool's `job_manifest` has no container");
  const namespace = String(metadata["namespace"] ?? configuration["namespace"] ?? "default");
  const labels = kubernetesLabels({ ...(metadata["labels"] as Record<string, string>), ...containerLabels(job) });
  labels[MAKER_LABEL] = labelValue(job.workerName);
  const container = String(first["name"] ?? "weir-job");
  const { env, args, ...rest } = first;
  const body = {
    apiVersion: "batch/v1",
    kind: "Job",
    ...given,
    metadata: {
      ...withoutName(metadata),
      namespace,
      labels,
      ...nameOf(metadata, configuration.name ?? run.name, run.id),
    },
    spec: {
      ...spec,
      template: {
        ...template,
        metadata: {
          ...objectIn(template, "metadata"),
          labels: { ...objectIn(objectIn(template, "metadata"), "labels"), ...labels },
        },
        spec: {
          ...podSpec,
          containers: [
            {
              ...rest,
              name: container,
              image: imageOf(first["image"], job),
              args: Array.isArray(args) ? (args as string[]) : [...argvOf(job, args)],
              env: [...variables(containerEnvironment(job)), ...(Array.isArray(env) ? (env as object[]) : [])],
            },
            ...others,
          ],
        },
      },
    },
  };
  return { namespace, body: body as unknown as V1Job, container };
}

/** The command of the job variables or, without one, a text that the template has; else the language's own. */
const argvOf = (job: Job, args: unknown): readonly string[] =>
  typeof args === "string" && !job.configuration.command ? splitWords(args) : containerProgram(job).argv;

const variables = (environment: Readonly<Record<string, string>>): object[] =>
  Object.entries(environment).map(([name, value]) => ({ name, value }));

const withoutName = ({ generateName: _, ...metadata }: Json): Json => metadata;

/** A name that is given stays; else one is made of the run's. */
function nameOf(metadata: Json, wanted: string | null | undefined, runId: string): object {
  if (metadata["name"] !== undefined) return {};
  const prefix = slug(String(metadata["generateName"] ?? ""), 50) || slug(wanted ?? "", 50);
  return { generateName: `${prefix || `flow-run-${runId.slice(0, 8)}`}-` };
}

/** Labels as Kubernetes takes them: of few characters, and at most 63 of them. */
function kubernetesLabels(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(labels).map(([key, value]) => {
      const [prefix, name] = key.includes("/")
        ? [key.slice(0, key.lastIndexOf("/")), key.slice(key.lastIndexOf("/") + 1)]
        : ["", key];
      return [prefix === "" ? labelValue(name) : `${prefix}/${labelValue(name)}`, labelValue(value)];
    }),
  );
}

const labelValue = (text: string): string =>
  text
    .replaceAll(/[^\w.-]+/g, "-")
    .slice(0, 63)
    .replaceAll(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, "");

/** A patch over a manifest: objects by their members, where null takes one away; lists of named things by those names. */
export function merged(under: unknown, over: unknown): Json {
  const base = isObject(under) ? under : {};
  const entries = Object.entries(over as Json).flatMap(([key, value]): [string, unknown][] => {
    if (value === null) return [];
    if (isObject(value)) return [[key, merged(base[key], value)]];
    const list = base[key];
    return [[key, isNamed(list) && isNamed(value) ? mergedLists(list, value) : value]];
  });
  const kept = Object.entries(base).filter(([key]) => !(key in (over as Json)));
  return Object.fromEntries([...kept, ...entries]);
}

function mergedLists(under: readonly Json[], over: readonly Json[]): Json[] {
  const names = new Set(under.map(({ name }) => name));
  return [
    ...under.map((one) => {
      const change = over.find(({ name }) => name === one["name"]);
      return change ? merged(one, change) : one;
    }),
    ...over.filter(({ name }) => !names.has(name)),
  ];
}

const isNamed = (value: unknown): value is readonly Json[] =>
  Array.isArray(value) && value.every((one) => isObject(one) && typeof one["name"] === "string");

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const objectIn = (object: Json, key: string): Json => (isObject(object[key]) ? object[key] : {});
