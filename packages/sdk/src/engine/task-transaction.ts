/** A task run as a transaction: within the one that it was called in, or of its own where it has hooks for that. */
import { describeError } from "../errors.ts";
import { ActiveTransaction, type TransactionHook } from "../transactions/active.ts";
import { contextOf, logger } from "./context.ts";
import { runInScope, type Scope } from "./scope.ts";
import type { TaskRecord } from "./task-record.ts";

/** One for an attempt; `undefined` where nobody could tell that it is there. */
export function beginTaskTransaction(
  record: TaskRecord,
  outer: ActiveTransaction | undefined,
): ActiveTransaction | undefined {
  if (outer) return outer.begin();
  const { onCommit, onRollback } = record.task.options.hooks ?? {};
  if (!onCommit && !onRollback) return undefined;
  return new ActiveTransaction(undefined, undefined, "lazy", (message) => logger().error(message));
}

/** The attempt has ended well: what it did is kept now, or with the transaction around it. */
export async function endTaskTransaction(own: ActiveTransaction, record: TaskRecord, scope: Scope): Promise<void> {
  const { hooks } = record.task.options;
  const completed = record.state!;
  own.onRollback(() => {
    record.enter({ type: "COMPLETED", name: "RolledBack", data: completed.data, outcome: completed.outcome });
  });
  for (const hook of listOf(hooks?.onCommit)) own.onCommit((tx) => runInScope(scope, () => hook(tx)));
  for (const hook of listOf(hooks?.onRollback)) own.onRollback((tx) => runInScope(scope, () => hook(tx)));
  // It has gone on after the transaction around it was undone, and is undone as well.
  if (own.parent?.state === "rolledBack") return own.rollback();
  if (own.mode !== "eager" && own.parent?.state === "active") return;
  await own.settled();
  await own.commit().catch((error: unknown) => {
    if (own.parent) throw error;
    contextOf(scope).logger.error(`what it did was rolled back: ${describeError(error)}`);
  });
}

const listOf = (hooks: TransactionHook | readonly TransactionHook[] | undefined): readonly TransactionHook[] =>
  typeof hooks === "function" ? [hooks] : (hooks ?? []);
