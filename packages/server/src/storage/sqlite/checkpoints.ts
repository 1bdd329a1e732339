/**
 * Moves what was committed from SQLite's log (the WAL) into the database file, in a thread of its own: that waits for
 * the disk, and no request should.
 *
 * C1. A checkpoint follows after so many changes; one at a time.
 * C2. The log starts over only when all of it has been moved, which a thread beside a busy writer seldom achieves. So
 *     the writer keeps SQLite's own checkpoints as a bound (`LOG_PAGES`); they find most of the work done.
 * C3. The thread starts when it is first needed, and keeps no process alive.
 */
import { Worker } from "node:worker_threads";

/** Changing statements between two checkpoints: 10 to 30 MB of log. */
const CHANGES = 10_000;
/** Pages of 4 KB in the log at which the writer itself has to move them. SQLite's default is 1000. */
export const LOG_PAGES = 16_000;

// A file beside this one and with its extension: as source, compiled, and in the bundle (which keeps it as an entry).
const PROGRAM = new URL(`checkpoint-thread.${import.meta.url.split(".").at(-1)}`, import.meta.url);

export class Checkpoints {
  readonly #path: string;
  #thread: Worker | undefined;
  #busy = false;
  #moved = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** Called after a commit, with the number of changes of the connection so far. */
  committed(changes: number): void {
    if (this.#busy || changes - this.#moved < CHANGES) return;
    this.#busy = true;
    this.#moved = changes;
    this.#thread ??= this.#start();
    this.#thread.postMessage("checkpoint");
  }

  /** Resolves when the thread has let go of the file. */
  async close(): Promise<void> {
    await this.#thread?.terminate();
  }

  #start(): Worker {
    const thread = new Worker(PROGRAM, { workerData: this.#path, execArgv: [] });
    thread.on("message", () => (this.#busy = false));
    // Without the thread the writer's own checkpoints (C2) do: slower, not wrong.
    thread.on("error", () => (this.#busy = true));
    thread.unref();
    return thread;
  }
}
