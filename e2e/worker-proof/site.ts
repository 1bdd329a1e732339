/** The processes of the worker proof: a server, a worker, and what the worker starts; all killed and started again. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cleanEnvironment, freePort, hasExited, stopProcess, waitForLine, waitUntil } from "@weir/testkit";

const PROGRAM = fileURLToPath(new URL("../../packages/weir/bin/weir.js", import.meta.url));

export interface SiteOptions {
  readonly home: string;
  readonly database: string;
  readonly pool: string;
  /** Most runs at a time. */
  readonly limit: number;
}

export class Site {
  readonly url: string;
  readonly #options: SiteOptions;
  #server: ChildProcess | undefined;
  #worker: ChildProcess | undefined;
  /** The last that the worker said, for the message of a failing test. */
  readonly said: string[] = [];

  private constructor(options: SiteOptions, port: number) {
    this.#options = options;
    this.url = `http://127.0.0.1:${port}/api`;
  }

  static async open(options: SiteOptions): Promise<Site> {
    const site = new Site(options, await freePort());
    await site.startServer();
    return site;
  }

  async startServer(): Promise<void> {
    const { port } = new URL(this.url);
    this.#server = this.#spawn(["server", "start", "--port", port, "--no-ui"], "ignore");
    await waitUntil(async () => (await fetch(`${this.url}/health`)).ok, {
      what: "a healthy server",
      timeout: 60_000,
      interval: 20,
    });
  }

  /** Does not wait until it is ready: it may be killed before that, and the server may not be there. */
  startWorker(): void {
    const { pool, limit } = this.#options;
    const words = ["worker", "start", "--pool", pool, "--name", "proof", "--limit", String(limit)];
    const worker = this.#spawn(words, "pipe");
    worker.stderr!.setEncoding("utf8").on("data", (text: string) => {
      this.said.push(...text.trimEnd().split("\n"));
      this.said.splice(0, this.said.length - 60);
    });
    this.#worker = worker;
  }

  /** Resolves when the worker that was started last is ready. */
  workerIsReady = (): Promise<unknown> => waitForLine(this.#worker!, "stderr", /is ready/, 60_000);

  /** The processes that the worker has started and that live, by the system's own list. */
  flows(): number[] {
    const pid = this.#worker?.pid;
    if (pid === undefined) return [];
    try {
      return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
    } catch {
      return [];
    }
  }

  /** With `kill -9`; resolves when they are gone. */
  async kill(who: {
    readonly server: boolean;
    readonly worker: boolean;
    readonly flow: number | undefined;
  }): Promise<void> {
    const ending = [who.server ? this.#server : undefined, who.worker ? this.#worker : undefined].filter(
      (child) => child !== undefined && !hasExited(child),
    );
    const gone = ending.map((child) => once(child!, "exit"));
    if (who.flow !== undefined) killQuietly(who.flow);
    for (const child of ending) child!.kill("SIGKILL");
    await Promise.all(gone);
  }

  get workerHasEnded(): boolean {
    return this.#worker !== undefined && hasExited(this.#worker);
  }

  async close(): Promise<void> {
    if (this.#worker) await stopProcess(this.#worker, "SIGTERM", 10_000);
    if (this.#server) await stopProcess(this.#server);
  }

  #spawn(words: readonly string[], stderr: "ignore" | "pipe"): ChildProcess {
    const { home, database } = this.#options;
    const env = {
      ...cleanEnvironment(),
      WEIR_HOME: join(home, words[0]!),
      WEIR_API_URL: this.url,
      WEIR_SERVER_DATABASE_URL: database,
    };
    return spawn(process.execPath, [PROGRAM, ...words], { env, stdio: ["ignore", "ignore", stderr] });
  }
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error; // it ended by itself
  }
}

export const isAlive = (pid: number): boolean => {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)![0] !== "Z";
  } catch {
    return false;
  }
};
