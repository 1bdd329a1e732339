/**
 * Takes log lines and posts them in batches. Lines are kept whole and are sent in order; `flush` is called when the last
 * run of the process ends, so none is lost. If the server cannot be reached, the lines have still been on the console.
 */
import type { LogCreate } from "@weir/contract";

const BATCH = 500;
/** Bytes (roughly) of a request; a longer line goes alone. */
const BATCH_SIZE = 1_000_000;
const LINGER_MS = 500;

export class LogStream {
  readonly #post: (logs: LogCreate[]) => Promise<unknown>;
  readonly #report: (error: unknown, lines: number) => void;
  #batch: LogCreate[] = [];
  #size = 0;
  #timer: NodeJS.Timeout | undefined;
  #delivery: Promise<void> = Promise.resolve();

  constructor(post: (logs: LogCreate[]) => Promise<unknown>, report: (error: unknown, lines: number) => void) {
    this.#post = post;
    this.#report = report;
  }

  push(log: LogCreate): void {
    if (this.#batch.length >= BATCH || this.#size + log.message.length > BATCH_SIZE) this.#hand();
    this.#batch.push(log);
    this.#size += log.message.length;
    this.#timer ??= setTimeout(() => this.#hand(), LINGER_MS).unref();
  }

  /** Resolves when all lines are delivered or given up. */
  flush(): Promise<void> {
    this.#hand();
    return this.#delivery;
  }

  #hand(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#batch.length === 0) return;
    const logs = this.#batch;
    this.#batch = [];
    this.#size = 0;
    this.#delivery = this.#delivery
      .then(() => this.#post(logs))
      .then(
        () => {},
        (error: unknown) => this.#report(error, logs.length),
      );
  }
}
