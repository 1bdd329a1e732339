/** `transaction()`: what is done within it is kept together or undone together. */
import { backend as currentBackend, type Backend } from "../backend.ts";
import { fileKey } from "../caching/policy.ts";
import { type Duration, milliseconds } from "../duration.ts";
import { logger, runContext } from "../engine/context.ts";
import { currentScope, runInScope, type Scope } from "../engine/scope.ts";
import { now } from "../engine/time.ts";
import { NoRunContext } from "../errors.ts";
import { ActiveTransaction, type CommitMode, type Transaction, type TransactionHook } from "./active.ts";
import { takeLock, type Lock } from "./lock.ts";

export interface TransactionOptions {
  /**
   * Makes it idempotent: the value that its function returns is kept under the key, where results of tasks are kept, and
   * a later transaction with the key gives that value and does nothing. Default: none.
   */
  readonly key?: string | undefined;
  /** How long that value is good for. Default: for ever. */
  readonly expiresIn?: Duration | undefined;
  /** `true`: does everything again and replaces the value of the key. Default: `false`. */
  readonly overwrite?: boolean | undefined;
  /**
   * When everything is kept: `"lazy"`, when the outermost transaction ends well; `"eager"`, when this one does; `"off"`:
   * only by `commit()`, everything else is rolled back. Default: as in the transaction around it, else `"lazy"`.
   */
  readonly commit?: CommitMode | undefined;
  /**
   * `"serializable"`: only one transaction with this key at a time, on all machines; others wait, and give its value. It
   * takes a server; a process that dies holds nobody up for longer than a minute. Default: `"readCommitted"`.
   */
  readonly isolation?: "readCommitted" | "serializable" | undefined;
  /** How long to wait for others; `WaitTimedOut` is thrown after that. Default: without end. */
  readonly timeout?: Duration | undefined;
  readonly onCommit?: TransactionHook | undefined;
  readonly onRollback?: TransactionHook | undefined;
}

type Body<T> = (transaction: Transaction) => T;

/**
 * Runs `fn` as a transaction. When it ends well, the hooks `onCommit` of it and of the tasks in it are called and their
 * results are kept for the cache; when it throws, the hooks `onRollback` are called, the last first, and no result is
 * kept. Transactions within it, also those of tasks and subflows, are kept or undone with it.
 *
 * A process that dies within it has kept nothing and calls no hook: the next one with its key begins anew. One that dies
 * while it commits may have called some of its hooks `onCommit`, which are then called again.
 *
 * @returns what `fn` returned, now or when its key was committed
 * @throws what `fn` throws, or the hook that failed to commit; WaitTimedOut
 */
export function transaction<T>(fn: Body<T>): Promise<Awaited<T>>;
export function transaction<T>(key: string, fn: Body<T>): Promise<Awaited<T>>;
export function transaction<T>(options: TransactionOptions, fn: Body<T>): Promise<Awaited<T>>;
export async function transaction<T>(
  first: TransactionOptions | string | Body<T>,
  second?: Body<T>,
): Promise<Awaited<T>> {
  const options = typeof first === "string" ? { key: first } : typeof first === "function" ? {} : first;
  const fn = typeof first === "function" ? first : second!;
  const outer = currentScope();
  const backend = outer?.backend ?? (await currentBackend());
  const { key } = options;
  const lock = await lockFor(backend, options, outer?.transaction);
  if (key !== undefined && !options.overwrite) {
    const found = await backend.results.local.read(fileKey(key), now()).catch(async (error: unknown) => {
      await lock?.release();
      throw error;
    });
    if (found) {
      await lock?.release();
      return found.value as Awaited<T>;
    }
  }
  const log = logger();
  const own = new ActiveTransaction(outer?.transaction, key, options.commit, (message) => log.error(message));
  if (options.onCommit) own.onCommit(options.onCommit);
  if (options.onRollback) own.onRollback(options.onRollback);
  if (lock) {
    own.onCommit(() => lock.lost.throwIfAborted());
    own.onEnd(() => lock.release());
  }
  const scope: Scope = {
    ...(outer ?? { backend, flow: undefined, task: undefined, tags: [] }),
    transaction: own,
  };
  try {
    const value = await runInScope(scope, () => fn(own));
    await own.settled();
    if (key !== undefined) {
      const { expiresIn } = options;
      const expires = expiresIn === undefined ? undefined : now() + milliseconds(expiresIn, "expiresIn") * 1000;
      own.stage(backend.results.local.prepare(fileKey(key), value, expires).staged);
    }
    await end(own);
    return value;
  } catch (error) {
    await own.settled();
    await own.rollback();
    throw error;
  }
}

/**
 * The transaction that the present code is in.
 *
 * @throws NoRunContext outside of one
 */
export function currentTransaction(): Transaction {
  const found = currentScope()?.transaction;
  if (!found) throw new NoRunContext("there is no transaction here: call this within transaction(async () => …)");
  return found;
}

async function end(own: ActiveTransaction): Promise<void> {
  if (own.mode === "eager" || (own.mode === "lazy" && !own.parent)) await own.commit();
  else if (!own.parent) await own.rollback();
}

async function lockFor(
  backend: Backend,
  { key, isolation, timeout }: TransactionOptions,
  outer: ActiveTransaction | undefined,
): Promise<Lock | undefined> {
  if (isolation !== "serializable") return undefined;
  if (key === undefined) throw new TypeError("key: a serializable transaction needs one, others with it wait for it");
  for (let around = outer; around; around = around.parent)
    if (around.key === key) throw new TypeError(`key: ${JSON.stringify(key)} is that of a transaction around this one`);
  const millis = timeout === undefined ? undefined : milliseconds(timeout, "timeout");
  return takeLock(backend, key, millis, runContext.optional()?.signal);
}
