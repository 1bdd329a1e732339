/** What the exit of a program says. Pure. */
import { constants } from "node:os";
import type { Ending } from "./launcher.ts";

export interface Exit {
  /** What has ended. */
  readonly what: "process" | "container";
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last lines that it printed. */
  readonly output: readonly string[];
  /** Whether the system has killed a program for want of memory meanwhile. */
  readonly outOfMemory: boolean;
  /** Whether this worker has ended it. */
  readonly stopped: boolean;
}

const SIGNALS = Object.entries(constants.signals) as [NodeJS.Signals, number][];
const HEAP = /heap out of memory|MemoryError|Cannot allocate memory/;

export function endingOf({ what, code, signal: given, output, outOfMemory, stopped }: Exit): Ending {
  // A shell in between says 128 and the number of the signal.
  const signal = given ?? (code !== null && code > 128 ? SIGNALS.find(([, n]) => n === code - 128)?.[0] : undefined);
  if (signal === undefined || signal === null) {
    const reason = `its ${what} ended with exit code ${code ?? 1}`;
    return { ok: code === 0, code: code ?? 1, reason: reason + memory(output), output };
  }
  const number = constants.signals[signal];
  return { ok: false, code: given ? -number : 128 + number, reason: killed(signal), output };

  function killed(by: NodeJS.Signals): string {
    if (stopped) return `its ${what} was ended by the worker (${by})`;
    if (by === "SIGKILL" && outOfMemory) return `its ${what} was killed by the system, as memory ran out (SIGKILL)`;
    if (by === "SIGKILL") return `its ${what} was killed by SIGKILL: by somebody, or by the system for want of memory`;
    return `its ${what} was killed by ${by}${memory(output)}`;
  }
}

const memory = (output: readonly string[]): string =>
  output.some((line) => HEAP.test(line)) ? ": memory ran out" : "";
