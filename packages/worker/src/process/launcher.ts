/**
 * Runs as processes of this machine.
 *
 * P1  Each run's process leads a group of its own: signals to the worker do not reach it, and nothing of it is left.
 * P2  It is asked to end (SIGTERM) and has its grace; then its group is killed.
 * P3  The program is told by the deployment: `weir flow-run execute` for TypeScript, `prefect flow-run execute` of the
 *     environment for Python, or what the job variables say.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROCESS_TEMPLATE } from "@weir/contract/worker-types";
import type { Job, Launcher, Running } from "../core/launcher.ts";
import { type Program, programOf, SELF_CANCEL_MS } from "../core/command.ts";
import { endingOf } from "../core/ending.ts";
import { keepTail } from "../core/output.ts";
import { within } from "../core/pause.ts";
import { endGroup, findByVariable, handleOf, signalGroup } from "./group.ts";
import { memoryKills } from "./memory.ts";

export interface ProcessLauncherOptions {
  /** Executes a TypeScript deployment's run, whose id is added. */
  readonly execute: readonly string[];
  /** Where processes run whose job variables name no folder. Default: a new folder each, removed afterwards. */
  readonly workingDirectory?: string | undefined;
  /** Gets what processes print, unless their job variables say otherwise. */
  readonly print: (line: string) => void;
}

const ORPHAN_GRACE_MS = 10_000;

export function processLauncher(options: ProcessLauncherOptions): Launcher {
  return {
    type: "process",
    baseJobTemplate: PROCESS_TEMPLATE,
    isSlow: false,
    launch: (job) => launch(job, options),
    async recover(runId, handle = findByVariable("WEIR__FLOW_RUN_ID", runId)) {
      return handle !== undefined && (await endGroup(handle, ORPHAN_GRACE_MS)) ? "ended" : "gone";
    },
  };
}

async function launch(job: Job, options: ProcessLauncherOptions): Promise<Running> {
  const { configuration, deployment, run } = job;
  const program = programOf(configuration.command, deployment.entrypoint, run.id, options.execute);
  const given = configuration["working_dir"] ?? options.workingDirectory;
  const own = given == null ? await mkdtemp(join(tmpdir(), "weir-run-")) : undefined;
  const kills = memoryKills();
  const child = start(program, job, own ?? String(given));
  try {
    await once(child, "spawn");
  } catch (error) {
    if (own) await rm(own, { recursive: true, force: true });
    throw explained(error, program.argv[0], own ?? String(given));
  }
  const repeat = configuration["stream_output"] === false ? undefined : options.print;
  const output = keepTail([child.stdout!, child.stderr!], repeat);
  let stopped = false;
  const closed = once(child, "close");
  const ended = (async () => {
    const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
    signalGroup(child.pid!, "SIGKILL"); // what it has left behind would hold its output open
    await within(closed, 1000);
    if (own) await rm(own, { recursive: true, force: true });
    return endingOf({ what: "process", code, signal, output, stopped, outOfMemory: memoryKills() > kills });
  })();
  const stop = async (graceMillis: number): Promise<void> => {
    stopped = true;
    signalGroup(child.pid!, "SIGTERM");
    if (await within(ended, graceMillis)) return;
    signalGroup(child.pid!, "SIGKILL");
  };
  return {
    id: String(child.pid),
    handle: handleOf(child.pid!),
    ended,
    stop,
    async cancel(graceMillis) {
      if (program.cancelsItself && (await within(ended, graceMillis + SELF_CANCEL_MS))) return;
      await stop(graceMillis);
    },
  };
}

function start({ argv: [command, ...args] }: Program, job: Job, cwd: string): ChildProcess {
  const env: NodeJS.ProcessEnv = { ...process.env, ...job.environment };
  for (const [name, value] of Object.entries(job.configuration.env)) {
    if (value === null) delete env[name];
    else env[name] = value;
  }
  return spawn(command, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
}

function explained(error: unknown, command: string, folder: string): Error {
  if ((error as NodeJS.ErrnoException).code !== "ENOENT") return error as Error;
  const what = command === "prefect" ? "Python deployments need `prefect` on the PATH of the worker" : "see its PATH";
  return new Error(`there is no program ${command}, or no folder ${folder} (${what})`, { cause: error });
}
