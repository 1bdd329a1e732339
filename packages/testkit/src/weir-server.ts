import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cleanEnvironment, stopProcess, waitForLine } from "./processes.ts";

export interface WeirOptions {
  /** `postgres://…` or the path of a SQLite file. Default: a SQLite file in the server's own, temporary home. */
  readonly database?: string;
  /** A home folder that outlives the server. Default: a temporary one, removed by `stop()`. */
  readonly home?: string;
  /** Background loops. Default true. */
  readonly services?: boolean;
  /** More settings, by their variables: `{ WEIR_SERVER_AUTH_STRING: "admin:pass" }`. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface WeirProcess extends AsyncDisposable {
  /** Without `/api`. */
  readonly url: string;
  /** What `WEIR_API_URL` and `PREFECT_API_URL` take. */
  readonly apiUrl: string;
  readonly home: string;
  readonly process: ChildProcess;
  /** Lines it wrote to its log so far; for the message of a failing test. */
  readonly log: readonly string[];
  stop(): Promise<void>;
}

const ENTRY = fileURLToPath(new URL("weir-process.ts", import.meta.url));

/** A real server process, on a free port of 127.0.0.1, running our sources as they are. */
export async function startWeir(options: WeirOptions = {}): Promise<WeirProcess> {
  const home = options.home ?? (await mkdtemp(join(tmpdir(), "weir-home-")));
  const env = {
    ...cleanEnvironment(),
    WEIR_HOME: home,
    WEIR_SERVER_SERVICES_ENABLED: String(options.services ?? true),
    ...(options.database ? { WEIR_SERVER_DATABASE_URL: options.database } : {}),
    ...options.env,
  };
  const child = spawn(process.execPath, ["--conditions=weir-source", ENTRY], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const log: string[] = [];
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => void log.push(...chunk.trimEnd().split("\n")));

  const stop = async (): Promise<void> => {
    await stopProcess(child);
    if (options.home === undefined) await rm(home, { recursive: true, force: true });
  };
  let url: string;
  try {
    url = (await waitForLine(child, "stdout", /^http:\/\/\S+$/, 60_000))[0];
  } catch (error) {
    await stop();
    throw new Error(`Weir did not start:\n${log.join("\n")}`, { cause: error });
  }
  child.stdout.resume();
  return { url, apiUrl: `${url}/api`, home, process: child, log, stop, [Symbol.asyncDispose]: stop };
}
