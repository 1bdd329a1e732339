/** Runs the programs that steps need. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { resolve } from "node:path";

export interface Printed {
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramOptions {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Gets what the program prints, as it comes; `undefined`: nobody does. */
  readonly print?: ((text: string) => void) | undefined;
}

/** A program that ended as one that has failed. */
export class ProgramFailed extends Error {
  override readonly name = "ProgramFailed";
  readonly stderr: string;
  constructor(program: string, ending: string, { stdout, stderr }: Printed) {
    super(`${program} ended with ${ending}: ${stderr.trim() || stdout.trim() || "it printed nothing"}`);
    this.stderr = stderr;
  }
}

/**
 * Runs a program to its end.
 *
 * @throws ProgramFailed, or an error that says what could not be started
 */
export async function runProgram(
  [program, ...args]: readonly string[],
  { folder, environment, print }: ProgramOptions,
): Promise<Printed> {
  if (!existsSync(folder)) throw new Error(`there is no folder ${folder}`);
  const child = spawn(program!, args, { cwd: folder, env: environment, stdio: ["ignore", "pipe", "pipe"] });
  const printed = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (chunk: string) => {
      printed[name] += chunk;
      print?.(chunk);
    });
  let code: number | null;
  let signal: NodeJS.Signals | null;
  try {
    [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new Error(`there is no program ${program} on the PATH`, { cause: error });
  }
  if (code === 0) return printed;
  throw new ProgramFailed(program!, code === null ? String(signal) : `exit code ${code}`, printed);
}

/** A folder that an input names; without one, where the steps are. */
export const folderOf = (folder: string, directory: string | undefined): string => resolve(folder, directory ?? ".");
