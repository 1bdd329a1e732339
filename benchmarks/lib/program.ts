import { execFile } from "node:child_process";
import { promisify } from "node:util";

const exec = promisify(execFile);

/** Longest that any program of the bench may run, in milliseconds. */
const TIMEOUT = 300_000;

/** Runs a program and answers what it printed. */
export async function output(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const { stdout } = await exec(program, args, { env, timeout: TIMEOUT, maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}

/** How long a program takes from its start to its end, in milliseconds. */
export async function duration(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const started = performance.now();
  await output(program, args, env);
  return performance.now() - started;
}
