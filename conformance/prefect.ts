/** A real Prefect server from the repository's Python environment, as the reference beside Weir. */
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort, hasExited, stopProcess, waitUntil } from "@weir/testkit";

const PROGRAM = fileURLToPath(new URL("../.cache/venv/bin/prefect", import.meta.url));

export interface PrefectServer extends AsyncDisposable {
  readonly apiUrl: string;
}

export async function startPrefect(): Promise<PrefectServer> {
  const home = await mkdtemp(join(tmpdir(), "weir-prefect-"));
  const port = await freePort();
  const apiUrl = `http://127.0.0.1:${port}/api`;
  const child = spawn(PROGRAM, ["server", "start", "--port", String(port), "--no-ui"], {
    stdio: "ignore",
    env: {
      PATH: process.env["PATH"],
      HOME: home,
      PREFECT_HOME: home,
      PREFECT_SERVER_ANALYTICS_ENABLED: "false",
      DO_NOT_TRACK: "1",
    },
  });
  const stop = async (): Promise<void> => {
    await stopProcess(child, "SIGINT", 10_000);
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const healthy = async (): Promise<boolean> => {
      if (hasExited(child)) throw new Error(`prefect server ended with ${child.exitCode}`);
      return (await fetch(`${apiUrl}/health`)).ok;
    };
    await waitUntil(healthy, { timeout: 90_000, interval: 200, what: "the Prefect server" });
  } catch (error) {
    await stop();
    throw error;
  }
  return { apiUrl, [Symbol.asyncDispose]: stop };
}
