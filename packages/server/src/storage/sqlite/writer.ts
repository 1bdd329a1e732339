/**
 * Grouped commit: writes that arrive in one turn of the event loop share one SQLite transaction.
 *
 * W1. Writes run one after the other, in the order they came, each behind its own savepoint.
 * W2. A write's promise settles after the COMMIT that contains it; a write that throws is undone alone.
 * W3. If the COMMIT itself fails, every write of that group is refused: none of them happened.
 */
import type { StatementSync } from "node:sqlite";
import type { DatabaseSync } from "./driver.ts";
import type { Transaction } from "../store.ts";
import { translateError } from "./errors.ts";

interface Job {
  readonly work: (tx: Transaction) => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
  result: unknown;
  failed: boolean;
  afterCommit: (() => void)[];
}

/** Most writes that share a commit; more wait for the next one, so that the first are not held up without bound. */
const GROUP = 256;

export class GroupedWriter {
  readonly #db: DatabaseSync;
  readonly #sql: Readonly<Record<"begin" | "commit" | "savepoint" | "release", StatementSync>>;
  readonly #transaction: (afterCommit: (work: () => void) => void) => Transaction;
  readonly #onCommit: () => void;
  #queue: Job[] = [];
  #running: Promise<void> | undefined;

  /** @param onCommit called after each commit that succeeded */
  constructor(
    db: DatabaseSync,
    transaction: (afterCommit: (work: () => void) => void) => Transaction,
    onCommit: () => void,
  ) {
    this.#db = db;
    this.#sql = {
      begin: db.prepare("BEGIN IMMEDIATE"),
      commit: db.prepare("COMMIT"),
      savepoint: db.prepare("SAVEPOINT job"),
      release: db.prepare("RELEASE job"),
    };
    this.#transaction = transaction;
    this.#onCommit = onCommit;
  }

  write<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({
        work,
        resolve: resolve as Job["resolve"],
        reject,
        result: undefined,
        failed: false,
        afterCommit: [],
      });
      // After the poll phase: every request that this turn of the loop has read is in the queue by then.
      this.#running ??= new Promise((done) => setImmediate(() => void this.#drain().finally(done)));
    });
  }

  /** Writes that no group has taken yet. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** Resolves when nothing is queued or running. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #drain(): Promise<void> {
    try {
      while (this.#queue.length > 0) await this.#commitGroup(this.#queue.splice(0, GROUP));
    } finally {
      this.#running = undefined;
    }
  }

  async #commitGroup(group: Job[]): Promise<void> {
    const alone = group.length === 1;
    try {
      this.#sql.begin.run();
      for (const job of group) await this.#runJob(job, alone);
      if (alone && group[0]!.failed) this.#db.exec("ROLLBACK");
      else this.#sql.commit.run();
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
      const reason = translateError(error);
      for (const job of group) job.reject(job.failed ? job.result : reason);
      return;
    }
    this.#onCommit();
    for (const job of group) {
      if (job.failed) {
        job.reject(job.result);
        continue;
      }
      for (const work of job.afterCommit) work();
      job.resolve(job.result);
    }
  }

  async #runJob(job: Job, alone: boolean): Promise<void> {
    if (!alone) this.#sql.savepoint.run();
    try {
      job.result = await job.work(this.#transaction((work) => job.afterCommit.push(work)));
      if (!alone) this.#sql.release.run();
    } catch (error) {
      job.failed = true;
      job.result = translateError(error);
      if (!alone) this.#db.exec("ROLLBACK TO job; RELEASE job");
    }
  }
}
