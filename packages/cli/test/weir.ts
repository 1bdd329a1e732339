/** Runs the real command in a process of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { client, type Client } from "@weir/client";
import { stopProcess, waitForLine } from "@weir/testkit";

export const BIN = fileURLToPath(new URL("../../weir/bin/weir.js", import.meta.url));

export type Environment = Readonly<Record<string, string>>;

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Nothing of Weir or Prefect but what is given, nor the files of who runs the tests. */
export function environmentOf(environment: Environment): Environment {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(WEIR|PREFECT|FORCE_COLOR)/.test(name));
  return { ...(Object.fromEntries(inherited) as Environment), HOME: "/nonexistent", ...environment };
}

/** Starts the command, in another folder and as another user if asked for. */
export function start(
  args: readonly string[],
  environment: Environment = {},
  more: { readonly cwd?: string; readonly uid?: number } = {},
): ChildProcess {
  return spawn(process.execPath, ["--conditions=weir-source", BIN, ...args], {
    ...more,
    env: environmentOf(environment),
    stdio: ["pipe", "pipe", "pipe"],
  });
}

/** Runs the command to its end. */
export async function weir(
  args: readonly string[],
  environment: Environment = {},
  { input = "", ...more }: { readonly input?: string; readonly cwd?: string; readonly uid?: number } = {},
): Promise<Outcome> {
  const child = start(args, environment, more);
  child.stdin!.end(input);
  const [stdout, stderr] = await Promise.all([text(child.stdout!), text(child.stderr!), once(child, "close")]);
  return { code: child.exitCode, stdout, stderr };
}

export interface RunningServer extends AsyncDisposable {
  readonly process: ChildProcess;
  readonly url: string;
  /** The environment of commands that mean this server. */
  readonly environment: Environment;
  readonly api: Client;
}

/** A server of its own, started by the command itself. */
export async function startServer(args: readonly string[] = [], environment: Environment = {}): Promise<RunningServer> {
  const child = start(["server", "start", "--ephemeral", "--port", "0", ...args], environment);
  const [, url] = await waitForLine(child, "stdout", /API +(http:\S+)/, 60_000);
  const api = client({ url: url! });
  return {
    process: child,
    url: url!,
    environment: { WEIR_API_URL: url! },
    api,
    async [Symbol.asyncDispose]() {
      await api.close();
      await stopProcess(child);
    },
  };
}

/** An empty home folder, gone at the end. */
export async function emptyHome(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), "weir-cli-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
