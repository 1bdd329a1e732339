/** What the exit of a process says. Pure. */
import { constants } from "node:os";
import type { Ending } from "../core/launcher.ts";

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last lines that it printed. */
  readonly output: readonly string[];
  /** Whether the system has killed processes for want of memory meanwhile. */
  readonly outOfMemory: boolean;
  /** Whether this worker has ended it. */
  readonly stopped: boolean;
}

const SIGNALS = Object.entries(constants.signals) as [NodeJS.Signals, number][];
const HEAP = /heap out of memory|MemoryError|Cannot allocate memory/;

export function endingOf({ code, signal: given, output, outOfMemory, stopped }: Exit): Ending {
  // A shell in between says 128 and the number of the signal.
  const signal = given ?? (code !== null && code > 128 ? SIGNALS.find(([, n]) => n === code - 128)?.[0] : undefined);
  if (signal === undefined || signal === null) {
    const reason = code === 0 ? "its process ended with exit code 0" : `its process ended with exit code ${code}`;
    return { ok: code === 0, code: code ?? 1, reason: reason + memory(output), output };
  }
  const number = constants.signals[signal];
  return { ok: false, code: given ? -number : 128 + number, reason: killed(signal), output };

  function killed(by: NodeJS.Signals): string {
    if (stopped) return `its process was ended by the worker (${by})`;
    if (by === "SIGKILL" && outOfMemory) return "its process was killed by the system, as memory ran out (SIGKILL)";
    if (by === "SIGKILL") return "its process was killed by SIGKILL: by somebody, or by the system for want of memory";
    return `its process was killed by ${by}${memory(output)}`;
  }
}

const memory = (output: readonly string[]): string =>
  output.some((line) => HEAP.test(line)) ? ": memory ran out" : "";
