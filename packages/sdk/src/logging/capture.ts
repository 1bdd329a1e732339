/**
 * `log: { console: true }`: what a run writes with `console.log` and the like becomes log lines of it.
 *
 * The global console is patched when the first such run begins and stays so: a line is captured only where the present
 * code belongs to such a run (AsyncLocalStorage), and is written to the console as before in any case.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { format } from "node:util";
import { runContext } from "../engine/context.ts";
import type { LogLevel } from "./levels.ts";
import { RunLogger } from "./logger.ts";

const capturing = new AsyncLocalStorage<true>();

const METHODS = { debug: "debug", log: "info", info: "info", warn: "warn", error: "error" } as const satisfies Record<
  string,
  LogLevel
>;

let isPatched = false;

/** Runs `fn` so that its console lines are captured. */
export function captureConsole<T>(fn: () => T): T {
  if (!isPatched) patch();
  isPatched = true;
  return capturing.run(true, fn);
}

function patch(): void {
  for (const [method, level] of Object.entries(METHODS) as [keyof typeof METHODS, LogLevel][]) {
    const original = globalThis.console[method];
    globalThis.console[method] = (...args: unknown[]) => {
      original.apply(globalThis.console, args);
      if (!capturing.getStore()) return;
      const own = runContext.optional()?.logger;
      // Outside of the capture, or what the logger itself writes to the console would be captured again.
      if (own instanceof RunLogger) capturing.exit(() => own.log(level, format(...args), undefined, true));
    };
  }
}
