/**
 * Running programs from the entry scripts. These run under whatever Node started npm (20 or later); what they start
 * finds the repository's own Node and tools first on its PATH.
 */
import { spawn } from "node:child_process";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const CACHE = join(ROOT, ".cache");
const BIN = join(ROOT, "node_modules", ".bin");

export const toolEnvironment = (more = {}) => ({
  ...process.env,
  PATH: [BIN, process.env.PATH].join(delimiter),
  ...more,
});

const children = new Set();

/** Ends what was started, with all of its descendants (each child leads a process group of its own). */
function killGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(130));
process.once("exit", () => {
  for (const child of children) killGroup(child, "SIGTERM");
});

/** Starts a program in the repository's root with its tools on the PATH. It is stopped with this process, unless that is killed outright. */
export function start(command, args, { env = {}, ...options } = {}) {
  const child = spawn(command, args, {
    cwd: ROOT,
    env: toolEnvironment(env),
    stdio: "inherit",
    detached: true,
    ...options,
  });
  children.add(child);
  child.once("exit", () => children.delete(child));
  return child;
}

/** Stops a started program: asks, and after ten seconds insists. */
export async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  killGroup(child, "SIGTERM");
  const insist = setTimeout(() => killGroup(child, "SIGKILL"), 10_000);
  await gone;
  clearTimeout(insist);
}

/**
 * Runs a program to its end.
 *
 * @returns its exit code; 124 when it took more than `minutes` and was stopped; with `quiet`, its output as well
 */
export function run(command, args, { minutes = 30, quiet = false, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = start(command, args, {
      ...options,
      stdio: ["ignore", ...(quiet ? ["pipe", "pipe"] : ["inherit", "inherit"])],
    });
    const output = [];
    child.stdout?.on("data", (chunk) => output.push(chunk));
    child.stderr?.on("data", (chunk) => output.push(chunk));
    let late = false;
    const bound = setTimeout(() => {
      late = true;
      void stop(child);
    }, minutes * 60_000);
    child.once("error", reject);
    child.once("close", (code) => {
      clearTimeout(bound);
      // What a program left running in its group would otherwise outlive the run.
      killGroup(child, "SIGKILL");
      resolve({ code: late ? 124 : (code ?? 1), output: Buffer.concat(output).toString() });
    });
  });
}

/** One step of a set-up, told in one line when it starts and one when it has failed. */
export async function step(title, command, args, options = {}) {
  const started = Date.now();
  process.stdout.write(`» ${title} … `);
  const { code, output } = await run(command, args, { ...options, quiet: true });
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(code === 0 ? `${seconds} s` : `failed after ${seconds} s`);
  if (code !== 0) {
    console.error(output);
    throw new StepFailed(`${title} failed: ${[command, ...args].join(" ")} ended with ${code}`);
  }
  return output;
}

export class StepFailed extends Error {}
