import { fileURLToPath } from "node:url";
import type { System } from "./server.ts";
import { cleanEnvironment } from "./weir.ts";

/** The repository's Python environment, made by `scripts/lib/setup.mjs`. */
const BIN = new URL("../../.cache/venv/bin/", import.meta.url);
export const PYTHON = fileURLToPath(new URL("python", BIN));
export const PREFECT_PROGRAM = fileURLToPath(new URL("prefect", BIN));

export const prefectEnvironment = (home: string): NodeJS.ProcessEnv => ({
  ...cleanEnvironment(),
  PREFECT_HOME: home,
  PREFECT_LOGGING_LEVEL: "WARNING",
  // Not to measure requests that leave the machine.
  PREFECT_SERVER_ANALYTICS_ENABLED: "false",
  DO_NOT_TRACK: "1",
});

/** The real Prefect server on SQLite, with its default settings. */
export const prefect: System = {
  name: "Prefect",
  command: (port, home) => ({
    program: PREFECT_PROGRAM,
    args: ["server", "start", "--port", String(port), "--no-ui"],
    env: prefectEnvironment(home),
  }),
  database: (home) => `${home}/prefect.db`,
  stopSignal: "SIGINT",
};
