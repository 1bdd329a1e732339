/** How log lines look on the console. They go to stderr, so that a script's own output can be piped. */
import { styleText } from "node:util";
import type { LogLevel } from "./levels.ts";

const STYLES: Readonly<Record<LogLevel, "gray" | "cyan" | "yellow" | "red">> = {
  debug: "gray",
  info: "cyan",
  warn: "yellow",
  error: "red",
  critical: "red",
};

/** Writes `12:00:01.123 | INFO  | Flow run 'brave-otter' - message`. */
export function writeLine(level: LogLevel, source: string, message: string, at: Date): void {
  const time = at.toTimeString().slice(0, 8) + `.${String(at.getMilliseconds()).padStart(3, "0")}`;
  const label = styleText(STYLES[level], level.toUpperCase().padEnd(5), { stream: process.stderr });
  process.stderr.write(`${time} | ${label} | ${source}${message}\n`);
}
