import type { Log } from "@weir/contract";
import { paint } from "./colours.ts";
import { harmless } from "./text.ts";
import { local } from "./time.ts";

const LEVELS = [
  [50, "CRITICAL"],
  [40, "ERROR"],
  [30, "WARNING"],
  [20, "INFO"],
  [0, "DEBUG"],
] as const;

/** "2026-11-22 20:45:36.958 | INFO    | loaded 12 rows" */
export function logLine(log: Log): string {
  const level = LEVELS.find(([least]) => log.level >= least)?.[1] ?? "DEBUG";
  const padded = level.padEnd(7);
  const coloured = log.level >= 40 ? paint("red", padded) : log.level >= 30 ? paint("yellow", padded) : padded;
  return `${paint("dim", local(log.timestamp))} | ${coloured} | ${harmless(log.message)}`;
}
