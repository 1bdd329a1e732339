/**
 * A transaction while it is open, and those within it.
 *
 * N1  What is staged is kept once the outermost transaction ends well, inner ones first; all of it, or nothing: where a
 *     hook or a write fails, what was written before is removed and everything is rolled back.
 * N2  Rolling back calls the hooks in reverse order, a transaction's own before those within it, and goes on where one
 *     of them fails.
 * N3  It ends only when every task that was started in it has ended.
 */
import { describeError } from "../errors.ts";

/** When what is staged is kept. */
export type CommitMode = "lazy" | "eager" | "off";

export type TransactionHook = (transaction: Transaction) => unknown;

/** What the function of a transaction, and its hooks, can do with it. */
export interface Transaction {
  /** Under which its value is kept. */
  readonly key: string | undefined;
  readonly state: "active" | "committed" | "rolledBack";
  /** A value that was set here, or in a transaction around this one. */
  get(name: string): unknown;
  /** Keeps a value for hooks and for code further inside. */
  set(name: string, value: unknown): void;
  /** Called when it is committed, before its value is kept. What it throws rolls everything back. */
  onCommit(hook: TransactionHook): void;
  /** Called when it is rolled back. What it throws is logged. */
  onRollback(hook: TransactionHook): void;
  /** Keeps now what has been staged so far, whatever the mode is. */
  commit(): Promise<void>;
  /** Undoes now what has been staged so far. */
  rollback(): Promise<void>;
}

/** A value to be kept. */
export interface Staged {
  write(): Promise<unknown>;
  /** Takes it back: what was there before is there again. */
  remove(): Promise<void>;
}

export class ActiveTransaction implements Transaction {
  readonly key: string | undefined;
  readonly parent: ActiveTransaction | undefined;
  readonly mode: CommitMode;
  #state: Transaction["state"] = "active";
  readonly #report: (message: string) => void;
  readonly #within: ActiveTransaction[] = [];
  readonly #commitHooks: TransactionHook[] = [];
  readonly #rollbackHooks: TransactionHook[] = [];
  readonly #endHooks: (() => unknown)[] = [];
  readonly #values = new Map<string, unknown>();
  readonly #open = new Set<Promise<unknown>>();
  #staged: Staged | undefined;
  #isWritten = false;

  /** @param report takes what went wrong with hooks that roll back */
  constructor(
    parent: ActiveTransaction | undefined,
    key: string | undefined,
    mode: CommitMode | undefined,
    report: (message: string) => void,
  ) {
    this.parent = parent;
    this.key = key;
    this.mode = mode ?? parent?.mode ?? "lazy";
    this.#report = report;
    if (parent) parent.#within.push(this);
  }

  get state(): Transaction["state"] {
    return this.#state;
  }

  get(name: string): unknown {
    return this.#values.has(name) ? this.#values.get(name) : this.parent?.get(name);
  }

  set(name: string, value: unknown): void {
    this.#values.set(name, value);
  }

  onCommit(hook: TransactionHook): void {
    this.#commitHooks.push(hook);
  }

  onRollback(hook: TransactionHook): void {
    this.#rollbackHooks.push(hook);
  }

  /** Called once it has ended, either way. */
  onEnd(hook: () => unknown): void {
    this.#endHooks.push(hook);
  }

  stage(value: Staged): void {
    this.#staged = value;
  }

  /** Begins one within this one. */
  begin(): ActiveTransaction {
    return new ActiveTransaction(this, undefined, undefined, this.#report);
  }

  /** Waits for a run before it ends (N3). The promise never rejects. */
  track(run: Promise<unknown>): void {
    this.#open.add(run);
    void run.then(() => this.#open.delete(run));
  }

  async settled(): Promise<void> {
    while (this.#open.size > 0) await Promise.all(this.#open);
  }

  async commit(): Promise<void> {
    if (this.#state !== "active") return;
    try {
      await this.#apply();
    } catch (error) {
      await this.rollback();
      throw error;
    }
    await this.#end("committed");
  }

  async rollback(): Promise<void> {
    if (this.#state !== "active") return;
    for (const hook of this.#rollbackHooks.toReversed()) {
      try {
        await hook(this);
      } catch (error) {
        this.#report(`rollback hook ${hook.name || "(anonymous)"} failed: ${describeError(error)}`);
      }
    }
    for (const inner of this.#within.toReversed()) await inner.rollback();
    if (this.#isWritten) await this.#staged?.remove();
    await this.#end("rolledBack");
  }

  /** Everything that committing does, but for saying so (N1). */
  async #apply(): Promise<void> {
    for (const inner of this.#within) if (inner.#state === "active") await inner.#apply();
    for (const hook of this.#commitHooks) await hook(this);
    if (!this.#staged) return;
    this.#isWritten = true;
    await this.#staged.write();
  }

  async #end(state: "committed" | "rolledBack"): Promise<void> {
    this.#state = state;
    if (state === "committed") for (const inner of this.#within) if (inner.#state === "active") await inner.#end(state);
    for (const hook of this.#endHooks) await hook();
  }
}
