import { execFileSync } from "node:child_process";
import { cpus, loadavg, release, totalmem, type } from "node:os";

/** What a figure is worth depends on where it was taken. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memory: string;
  readonly system: string;
  readonly node: string;
  readonly commit: string;
}

const git = (...args: string[]): string => {
  try {
    return execFileSync("git", args, { cwd: import.meta.dirname, encoding: "utf8" }).trim();
  } catch {
    return "";
  }
};

export function describeMachine(): Machine {
  const changed = git("status", "--porcelain", "--untracked-files=no") === "" ? "" : " with changes";
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: cpus().length,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${type()} ${release()}`,
    node: process.version,
    commit: `${git("rev-parse", "--short", "HEAD") || "unknown"}${changed}`,
  };
}

/** How many processes wanted to run in the last minute: what else the machine was doing. */
export const loadAverage = (): number => Math.round(loadavg()[0]! * 10) / 10;
