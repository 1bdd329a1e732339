/** What the kernel counts of a process and all that it started (Linux; elsewhere nothing is known). */
import { readdirSync, readFileSync } from "node:fs";

/** Milliseconds of one tick in /proc: the kernel's USER_HZ is 100 on all machines of today. */
const TICK = 10;

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // Not Linux, or gone by now.
    return "";
  }
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      read(`/proc/${pid}/task/${thread}/children`).split(" ").filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

const familyOf = (pid: number): number[] => [pid, ...childrenOf(pid).flatMap(familyOf)];

/** Processor time of a process and its descendants so far, in milliseconds. */
export function cpuMillis(pid: number): number {
  let ticks = 0;
  for (const each of familyOf(pid)) {
    // The program's name, which may contain anything, ends at the last parenthesis.
    const fields = read(`/proc/${each}/stat`).split(") ").at(-1)!.split(" ");
    ticks += Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  }
  return ticks * TICK;
}

/** Resident memory of the largest process of a family (the server itself, not what started it), in MB. */
export function residentMegabytes(pid: number): number {
  const sizes = familyOf(pid).map((each) => Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${each}/status`))?.[1] ?? 0));
  return Math.max(...sizes) / 1024;
}
