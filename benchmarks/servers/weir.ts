import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { System } from "./server.ts";

export const WEIR_PROGRAM = fileURLToPath(new URL("../../packages/weir/bin/weir.js", import.meta.url));

/** Settings of whoever runs the bench must not reach what is measured. */
export const cleanEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(WEIR|PREFECT|NODE_OPTIONS)/.test(name)));

const weirWith = (...flags: readonly string[]): System => ({
  name: "Weir",
  command: (port, home) => ({
    program: process.execPath,
    args: [WEIR_PROGRAM, "server", "start", "--port", String(port), "--home", home, ...flags],
    env: cleanEnvironment(),
  }),
  database: (home) => join(home, "weir.db"),
  stopSignal: "SIGTERM",
});

/** Weir as it is built and published, with its default settings. */
export const weir = weirWith("--no-ui");
/** The same with the dashboard's pages. */
export const weirWithPages = weirWith();
