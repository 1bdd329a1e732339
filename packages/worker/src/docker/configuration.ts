/** From a job to the container that it asks for. Pure. */
import type { ContainerCreateOptions } from "dockerode";
import { containerEnvironment, containerLabels, containerProgram, imageOf, slug } from "../core/container-job.ts";
import type { Job } from "../core/launcher.ts";

export const PULL_POLICIES = ["IfNotPresent", "Always", "IfPossible", "Never"] as const;
export type PullPolicy = (typeof PULL_POLICIES)[number];

export interface Credentials {
  readonly username: string;
  readonly password: string;
  /** Address of the registry. */
  readonly serveraddress: string;
}

/** What the job variables ask for. */
export interface ContainerJob {
  readonly image: string;
  readonly pullPolicy: PullPolicy;
  readonly credentials: Credentials | undefined;
  /** What is created. Its name may be taken: then another is made of it. */
  readonly create: ContainerCreateOptions & { readonly name: string };
  /** Networks that the container is connected to beside the one that it begins in. */
  readonly moreNetworks: readonly string[];
  /** Whether the container is removed when it has ended and was read. */
  readonly autoRemove: boolean;
  /** Whether the worker repeats what it prints. */
  readonly streamOutput: boolean;
  /** Milliseconds after which it is not watched any more. */
  readonly watchMillis: number | undefined;
}

/** Says which worker has made a container. */
export const MAKER_LABEL = "io.weir.worker";
/** The name by which containers reach the machine that they run on. */
const HOST = "host.docker.internal";
const LOCAL = /\/\/(localhost|127\.0\.0\.1)(?=[:/]|$)/;

/**
 * @param platform of the machine that the containers run on
 * @throws Error naming the job variable that cannot be
 */
export function containerJob(job: Job, platform: NodeJS.Platform = process.platform): ContainerJob {
  const { configuration, run } = job;
  const image = imageOf(configuration["image"], job);
  const networks = texts("networks", configuration["networks"]);
  const environment = containerEnvironment(job);
  const mode = networkMode(configuration["network_mode"], networks, environment, platform);
  const memory = bytes("mem_limit", configuration["mem_limit"]);
  const swap = bytes("memswap_limit", configuration["memswap_limit"]);
  const volumes = texts("volumes", configuration["volumes"]);
  const wait = configuration["container_wait_timeout"];
  for (const volume of volumes)
    if (!volume.includes(":")) throw wrong("volumes", volume, "/path/of/the/machine:/path/in/the/container");
  const reachable = mode === "host" ? environment : throughHost(job, environment);
  return {
    image,
    pullPolicy: pullPolicy(configuration["image_pull_policy"], image),
    credentials: credentials(configuration["registry_credentials"]),
    create: {
      name: slug(configuration.name ?? run.name ?? "", 200) || `flow-run-${run.id}`,
      Image: image,
      Cmd: [...containerProgram(job).argv],
      Env: Object.entries(reachable).map(([name, value]) => `${name}=${value}`),
      Labels: { ...containerLabels(job), [MAKER_LABEL]: job.workerName },
      HostConfig: {
        Binds: [...volumes],
        Privileged: configuration["privileged"] === true,
        ...(mode === undefined ? {} : { NetworkMode: mode }),
        ...(memory === undefined ? {} : { Memory: memory }),
        ...(swap === undefined ? {} : { MemorySwap: swap }),
        ...(platform === "linux" && mode !== "host" ? { ExtraHosts: [`${HOST}:host-gateway`] } : {}),
      },
    },
    moreNetworks: networks.slice(1),
    autoRemove: configuration["auto_remove"] === true,
    streamOutput: configuration["stream_output"] !== false,
    watchMillis: typeof wait === "number" ? wait * 1000 : undefined,
  };
}

/** A server of this machine is reached from containers on Linux by sharing its network. */
function networkMode(
  given: unknown,
  networks: readonly string[],
  environment: Readonly<Record<string, string>>,
  platform: NodeJS.Platform,
): string | undefined {
  if (typeof given === "string" && given !== "") {
    if (networks.length > 0) throw new Error("job variables: give `networks` or `network_mode`, not both");
    return given;
  }
  if (networks.length > 0) return networks[0];
  return platform === "linux" && LOCAL.test(environment["WEIR_API_URL"] ?? "") ? "host" : undefined;
}

/** Addresses of this machine as containers see it; those that the job variables give stay as they are. */
const throughHost = (job: Job, environment: Record<string, string>): Record<string, string> => {
  const own = ["WEIR_API_URL", "PREFECT_API_URL"].filter((name) => !(name in job.configuration.env));
  const changed = own.flatMap((name) => {
    const value = environment[name];
    return value === undefined ? [] : [[name, value.replace(LOCAL, `//${HOST}`)]];
  });
  return { ...environment, ...(Object.fromEntries(changed) as Record<string, string>) };
};

/** What moves is looked for each time, what has a version is not. */
function pullPolicy(given: unknown, image: string): PullPolicy {
  if (given == null || given === "") {
    const tag = /:([\w.-]+)$/.exec(image)?.[1];
    return !image.includes("@") && (tag === undefined || tag === "latest") ? "Always" : "IfNotPresent";
  }
  const policy = PULL_POLICIES.find((one) => one === given);
  if (!policy) throw wrong("image_pull_policy", given, PULL_POLICIES.join(", "));
  return policy;
}

function credentials(given: unknown): Credentials | undefined {
  if (typeof given !== "object" || given === null) return undefined;
  const { username, password, registry_url } = given as Readonly<Record<string, unknown>>;
  return { username: String(username), password: String(password), serveraddress: String(registry_url) };
}

const UNITS: Readonly<Record<string, number>> = { b: 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };

function bytes(variable: string, given: unknown): number | undefined {
  if (given == null || given === "") return undefined;
  const text = String(given as string | number).toLowerCase();
  if (text === "-1") return -1;
  const match = /^(\d+(?:\.\d+)?)([bkmgt]?)b?$/.exec(text);
  if (!match) throw wrong(variable, given, "100000b, 1000k, 128m, 1g");
  return Math.round(Number(match[1]) * UNITS[match[2] || "b"]!);
}

function texts(variable: string, given: unknown): readonly string[] {
  if (given == null) return [];
  if (Array.isArray(given) && given.every((one) => typeof one === "string")) return given;
  throw wrong(variable, given, "a list of texts");
}

const wrong = (variable: string, given: unknown, wanted: string): Error =>
  new Error(`job variable ${variable}: ${JSON.stringify(given)} is not one (${wanted})`);
