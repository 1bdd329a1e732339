/** Which run the present code belongs to. Kept by AsyncLocalStorage across `await`, timers and streams. */
import { AsyncLocalStorage } from "node:async_hooks";
import type { Backend } from "../backend.ts";
import type { ActiveTransaction } from "../transactions/active.ts";
import type { FlowRun } from "./flow-run.ts";
import type { TaskAttempt } from "./task-attempt.ts";

export interface Scope {
  readonly backend: Backend;
  /** The innermost flow run. */
  readonly flow: FlowRun | undefined;
  /** The attempt of the task run within it, if in one. */
  readonly task: TaskAttempt | undefined;
  /** Tags of `withTags()`, which every run started here gets. */
  readonly tags: readonly string[];
  /** Keys of cached results that are made by runs around here: nobody within waits for one of them. */
  readonly making?: readonly string[] | undefined;
  /** The innermost transaction. */
  readonly transaction?: ActiveTransaction | undefined;
}

const storage = new AsyncLocalStorage<Scope>();

export const currentScope = (): Scope | undefined => storage.getStore();
export const runInScope = <T>(scope: Scope, fn: () => T): T => storage.run(scope, fn);
