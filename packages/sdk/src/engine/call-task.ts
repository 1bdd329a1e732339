/** How one attempt of a task calls its function: on this thread or another, with what is around it. */
import { RunTimedOut } from "../errors.ts";
import { captureConsole } from "../logging/capture.ts";
import { contextOf } from "./context.ts";
import type { Ending } from "./interrupt.ts";
import { around, aroundAttempt, layersOf, type MiddlewareAttempt } from "./middleware.ts";
import { runInScope, type Scope } from "./scope.ts";
import { alarm } from "./sleep.ts";
import type { TaskAttempt } from "./task-attempt.ts";
import type { AnyFunction, TaskDefinition } from "./task-definition.ts";

export interface FunctionCall {
  readonly self: unknown;
  readonly args: readonly unknown[];
  /** Whether the flow's runner decides where the function runs. */
  readonly submitted: boolean;
}

/** Runs the function until it ends, times out or is interrupted. Never rejects. */
export function callTask(attempt: TaskAttempt, scope: Scope, call: FunctionCall): Promise<Ending> {
  const { task } = attempt.record;
  const { middleware } = task.options;
  const layers = layersOf(middleware, "attempt");
  if (!layers) return withinTimeout(attempt, () => attempt.run(() => runInScope(scope, bodyOf(attempt, scope, call))));
  return aroundAttempt(layers, describe(attempt, scope, call), () =>
    withinTimeout(attempt, () => attempt.run(() => runInScope(scope, bodyOf(attempt, scope, call)))),
  );
}

function withinTimeout(attempt: TaskAttempt, run: () => Promise<Ending>): Promise<Ending> {
  const { name, task } = attempt.record;
  if (task.timeoutMillis === undefined) return run();
  const reason = new RunTimedOut(`task run ${name} exceeded its timeout of ${task.timeoutMillis / 1000} s`);
  const stop = alarm(task.timeoutMillis, () => attempt.interrupt(reason));
  return run().finally(stop);
}

function bodyOf(attempt: TaskAttempt, scope: Scope, call: FunctionCall): () => unknown {
  const { task } = attempt.record;
  const inner = functionOf(attempt, scope, call);
  const captured = task.options.log?.console ? () => captureConsole(inner) : inner;
  const layers = layersOf(task.options.middleware, "body");
  return layers ? () => around(layers, describe(attempt, scope, call), captured) : captured;
}

function functionOf(attempt: TaskAttempt, scope: Scope, { self, args, submitted }: FunctionCall): () => unknown {
  const { task } = attempt.record;
  const stub = scope.backend.stubs?.(task.name);
  const threads = submitted && !stub ? scope.flow?.flow.runner.threads : undefined;
  if (threads) return () => threads.call(attempt, scope, { self, args });
  const fn = stub ?? task.fn;
  const given = task.options.ctx ? withContext(args, task, contextOf(scope)) : args;
  // User code takes anything; the types at the call have checked it.
  return () => (fn as AnyFunction).apply(self, given as never[]);
}

/** Arguments with the context at the place of the last declared one. */
export function withContext(args: readonly unknown[], { fn }: TaskDefinition, context: unknown): unknown[] {
  const given = [...args];
  given[Math.max(fn.length - 1, args.length)] = context;
  return given;
}

const describe = ({ record }: TaskAttempt, scope: Scope, { args }: FunctionCall): MiddlewareAttempt => ({
  kind: "task",
  name: record.task.name,
  id: record.id,
  args,
  ctx: contextOf(scope),
});
