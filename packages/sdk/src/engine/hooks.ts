/** Functions called when a run enters a state, whose errors are logged and change nothing; and those of transactions. */
import { describeError } from "../errors.ts";
import type { State } from "../states/state.ts";
import type { TransactionHook } from "../transactions/active.ts";
import { contextOf, type RunContext } from "./context.ts";
import { runInScope, type Scope } from "./scope.ts";

export type Hook = (state: State, ctx: RunContext) => unknown;
type Hooks = Hook | readonly Hook[];

/** Each is called with the state and the run's context, one after the other; the run waits for them. */
export interface RunHooks {
  /** The run, or an attempt of it, begins. */
  readonly onRunning?: Hooks;
  readonly onCompleted?: Hooks;
  /** The run has failed for good. */
  readonly onFailed?: Hooks;
  readonly onCrashed?: Hooks;
  readonly onCancelled?: Hooks;
  /** An attempt has failed and another one will follow. The state is the one waited in. */
  readonly onRetry?: Hooks;
}

type TransactionHooks = TransactionHook | readonly TransactionHook[];

/** For tasks in a transaction. Outside of any, an attempt is one itself, with the tasks that it calls in it. */
export interface TaskHooks extends RunHooks {
  /** What the run did is kept. What it throws rolls the transaction back. */
  readonly onCommit?: TransactionHooks;
  /** What the run did is to be undone: the run had completed, and something after it failed. */
  readonly onRollback?: TransactionHooks;
}

/** Calls hooks as code of the run that the scope is of. */
export async function callHooks(hooks: Hooks | undefined, state: State, scope: Scope): Promise<void> {
  if (hooks === undefined) return;
  const context = contextOf(scope);
  for (const hook of typeof hooks === "function" ? [hooks] : hooks) {
    try {
      await runInScope(scope, () => hook(state, context));
    } catch (error) {
      context.logger.error(`hook ${hook.name || "(anonymous)"} for ${state.name} failed: ${describeError(error)}`);
    }
  }
}

/** The hooks for having entered a state. */
export function hooksFor(hooks: RunHooks | undefined, state: State): Hooks | undefined {
  if (hooks === undefined) return undefined;
  switch (state.type) {
    case "RUNNING":
      return hooks.onRunning;
    case "COMPLETED":
      return hooks.onCompleted;
    case "FAILED":
      return hooks.onFailed;
    case "CRASHED":
      return hooks.onCrashed;
    case "CANCELLED":
      return hooks.onCancelled;
    case "SCHEDULED":
      return state.name === "AwaitingRetry" ? hooks.onRetry : undefined;
    case "PENDING":
    case "PAUSED":
    case "CANCELLING":
      return undefined;
  }
}
