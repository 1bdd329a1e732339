/**
 * A real Docker engine for the length of a test run: its own socket and data, and nothing of the machine's network is
 * touched (no bridge, no firewall rules: containers share the machine's network, or have none).
 *
 * E1. It does not outlive the process that started it, nor do its containers.
 * E2. Where no engine can be started, `EngineMissing` says why; tests are skipped with that reason.
 */
import { execFile } from "node:child_process";
import { createWriteStream, existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import Docker from "dockerode";
import { hasExited, spawnTied, stopProcess } from "../processes.ts";
import { waitUntil } from "../wait.ts";

const run = promisify(execFile);

export class EngineMissing extends Error {
  override readonly name = "EngineMissing";
}

export interface DockerEngine {
  /** For DOCKER_HOST. */
  readonly host: string;
  readonly docker: Docker;
  stop(): Promise<void>;
}

/** A program of the machine; where root keeps some, they are not on everybody's PATH. */
export function programOfMachine(name: string): string {
  const folders = [...(process.env["PATH"] ?? "").split(":"), "/usr/sbin", "/sbin"];
  const found = folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
  if (found === undefined) throw new EngineMissing(`${name} is not installed`);
  return found;
}

/** @throws EngineMissing */
export async function startEngine(): Promise<DockerEngine> {
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    throw new EngineMissing("a Docker engine of its own needs Linux and root");
  const program = programOfMachine("dockerd");
  const home = await mkdtemp(join(tmpdir(), "weir-docker-"));
  const socket = join(home, "docker.sock");
  const log = createWriteStream(join(home, "dockerd.log"));
  const folders = ["--data-root", join(home, "data"), "--exec-root", join(home, "run"), "--pidfile", join(home, "pid")];
  const offline = ["--bridge=none", "--iptables=false", "--ip6tables=false", "--ip-forward=false", "--ip-masq=false"];
  const child = spawnTied(program, ["-H", `unix://${socket}`, ...folders, ...offline, "--shutdown-timeout", "3"]);
  for (const stream of [child.stdout!, child.stderr!]) stream.pipe(log, { end: false });
  const docker = new Docker({ socketPath: socket });
  const stop = async (): Promise<void> => {
    await removeContainers(docker).catch(() => {}); // an engine that never came up has none
    await stopProcess(child, "SIGTERM", 15_000);
    log.end();
    await unmountAll(home);
    await rm(home, { recursive: true, force: true });
  };
  try {
    await waitUntil(() => hasExited(child) || docker.ping().then(Boolean, () => false), { timeout: 30_000 });
    if (hasExited(child)) throw new Error("it ended");
  } catch (error) {
    const tail = (await readFile(join(home, "dockerd.log"), "utf8")).trim().split("\n").slice(-3).join("\n");
    await stop();
    throw new EngineMissing(`dockerd does not start here (${(error as Error).message}): ${tail}`, { cause: error });
  }
  return { host: `unix://${socket}`, docker, stop };
}

async function removeContainers(docker: Docker): Promise<void> {
  const containers = await docker.listContainers({ all: true });
  await Promise.all(containers.map(({ Id }) => docker.getContainer(Id).remove({ force: true })));
}

/** What a container that was cut off leaves mounted would keep the folder from being removed. */
async function unmountAll(folder: string): Promise<void> {
  const mounts = (await readFile("/proc/mounts", "utf8")).split("\n").map((line) => line.split(" ")[1] ?? "");
  for (const mount of mounts.filter((path) => path.startsWith(`${folder}/`)).reverse())
    await run("umount", ["-l", mount]).catch(() => {});
}
