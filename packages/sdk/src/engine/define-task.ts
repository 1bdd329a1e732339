/** `task()`: makes a function, or a method, a task. */
import { backend as currentBackend, type Backend } from "../backend.ts";
import { NoRunContext } from "../errors.ts";
import { TaskFuture } from "../futures/future.ts";
import { hasDependency, type TaskInputs, upstreamIds } from "../futures/inputs.ts";
import type { FutureList } from "../futures/list.ts";
import type { State } from "../states/state.ts";
import type { Inputs, MapInputs, Returned } from "../types.ts";
import type { RunContext } from "./context.ts";
import { mapCalls } from "./map.ts";
import { TaskExecution } from "./run-task.ts";
import { currentScope, type Scope } from "./scope.ts";
import { type AnyFunction, TaskDefinition, type TaskOptions } from "./task-definition.ts";
import { noteTask } from "./task-collection.ts";
import { callerOrigin } from "./task-origin.ts";
import { TaskRecord } from "./task-record.ts";

/** A function as a task. Arguments may be futures wherever their values may be, also inside arrays and plain objects. */
export interface Task<Args extends readonly unknown[], R> {
  /** Runs the task; gives its value, or throws what failed it. */
  (...args: Inputs<Args>): Promise<R>;
  /** Starts a run within the present flow run, and gives a future of its value. */
  submit(...args: Inputs<Args>): TaskFuture<R>;
  /** Starts a run for each item of the lists among the arguments; `unmapped(list)` passes one whole. */
  map(...args: MapInputs<Args>): FutureList<R>;
  /** Runs the task and gives its final state. Never throws what the task threw. */
  state(...args: Inputs<Args>): Promise<State<R>>;
  /** The same task with some options changed. */
  with(options: TaskOptions): Task<Args, R>;
  readonly taskName: string;
  readonly options: TaskOptions;
}

/** Arguments of a call: the context that the engine adds is not one. */
type CallArgs<Args extends readonly unknown[]> = Args extends readonly [...infer Rest, RunContext] ? Rest : Args;

type Method<This, Args extends readonly unknown[], R> = (this: This, ...args: Args) => Promise<R>;
export type MethodDecorator = <This, Args extends readonly unknown[], R>(
  method: Method<This, Args, R>,
  context: ClassMethodDecoratorContext<This, Method<This, Args, R>>,
) => Method<This, Args, R>;

const DEFINITION: unique symbol = Symbol.for("weir.task") as never;

/**
 * Makes a function a task: `task(fn)`, `task({ name: "load", retries: 3 }, async (id: number) => …)`; or a method, as
 * decorator: `@task({ retries: 3 })`.
 */
export function task<Args extends readonly unknown[], R>(fn: (...args: Args) => R): Task<Args, Returned<Awaited<R>>>;
export function task<Args extends readonly unknown[], R>(
  options: TaskOptions,
  fn: (...args: Args) => R,
): Task<CallArgs<Args>, Returned<Awaited<R>>>;
export function task(options: TaskOptions): MethodDecorator;
export function task<This, Args extends readonly unknown[], R>(
  method: Method<This, Args, R>,
  context: ClassMethodDecoratorContext<This, Method<This, Args, R>>,
): Method<This, Args, R>;
export function task(first: TaskOptions | AnyFunction, second?: AnyFunction | ClassMethodDecoratorContext): unknown {
  if (typeof first === "function")
    return typeof second === "object" ? decorated(first, second, {}) : callable(defined(first, {}));
  if (typeof second === "function") return callable(defined(second, first));
  return (method: AnyFunction, context: ClassMethodDecoratorContext) => decorated(method, context, first);
}

function defined(fn: AnyFunction, options: TaskOptions): TaskDefinition {
  const definition = new TaskDefinition(fn, options, callerOrigin());
  noteTask(definition);
  return definition;
}

/** A decorated method as the task it is: `asTask(this.load).submit(1)`. */
export function asTask<Args extends readonly unknown[], R>(method: (...args: Args) => Promise<R>): Task<Args, R> {
  if (!(DEFINITION in method)) throw new TypeError(`${method.name || "the function"} is not a task`);
  return method as unknown as Task<Args, R>;
}

function decorated(method: AnyFunction, context: ClassMethodDecoratorContext, options: TaskOptions): unknown {
  const definition = new TaskDefinition(method, { name: String(context.name), ...options });
  const replacement = callable(definition);
  if (!context.private)
    context.addInitializer(function (this: unknown) {
      const instance = this as Record<PropertyKey, unknown>;
      // `asTask(object.method).submit()` loses `this`, so every object gets the task bound to it; unless a subclass has
      // its own method of that name.
      if (instance[context.name] === replacement)
        Object.defineProperty(instance, context.name, {
          value: callable(definition, instance),
          configurable: true,
          writable: true,
        });
    });
  return replacement;
}

const UNBOUND = Symbol("unbound");

function callable(definition: TaskDefinition, self: unknown = UNBOUND): Task<unknown[], unknown> {
  async function run(this: unknown, ...args: unknown[]): Promise<unknown> {
    const state = await runTask(definition, self === UNBOUND ? this : self, args);
    return state.result();
  }
  const bound = self === UNBOUND ? undefined : self;
  return Object.defineProperties(
    Object.assign(run, {
      submit: (...args: unknown[]) => submit(definition, bound, args),
      map: (...args: unknown[]) => mapCalls(args, (call, depends) => submit(definition, bound, call, depends)),
      state: (...args: unknown[]) => runTask(definition, bound, args),
      with: (options: TaskOptions) => callable(definition.with(options), self),
      taskName: definition.name,
      options: definition.options,
    }),
    { name: { value: definition.name }, [DEFINITION]: { value: definition } },
  );
}

function runTask(definition: TaskDefinition, self: unknown, args: readonly unknown[]): Promise<State> {
  const scope = currentScope();
  if (!scope) return runAlone(definition, self, args);
  return start(scope.backend, definition, self, args, hasDependencyIn(args), scope, false).done;
}

/** A task called outside of any run: its record is flushed when it ends. */
async function runAlone(definition: TaskDefinition, self: unknown, args: readonly unknown[]): Promise<State> {
  const backend = await currentBackend();
  await backend.begin();
  const { done } = start(backend, definition, self, args, hasDependencyIn(args), undefined, false);
  const state = await done;
  await backend.end();
  return state;
}

function submit<T>(
  definition: TaskDefinition,
  self: unknown,
  args: readonly unknown[],
  depends: boolean = hasDependencyIn(args),
): TaskFuture<T> {
  const scope = currentScope();
  if (!scope?.flow)
    throw new NoRunContext(
      `task ${definition.name}: submit() and map() work within a flow; outside of one, call the task`,
    );
  return new TaskFuture(start(scope.backend, definition, self, args, depends, scope, true) as TaskExecution<T>);
}

function hasDependencyIn(args: readonly unknown[]): boolean {
  for (const arg of args) if (typeof arg === "object" && hasDependency(arg)) return true;
  return false;
}

function start(
  backend: Backend,
  definition: TaskDefinition,
  self: unknown,
  args: readonly unknown[],
  depends: boolean,
  scope: Scope | undefined,
  submitted: boolean,
): TaskExecution {
  if (scope?.flow?.state.isFinal)
    throw new NoRunContext(`task ${definition.name} cannot start: flow run ${scope.flow.name} has ended`);
  const inputs = inputsOf(definition, args, depends, scope);
  const record = new TaskRecord(backend, definition, scope?.flow, tagsOf(definition, scope), inputs);
  return new TaskExecution(backend, record, { self, args, hasDependency: depends, scope, submitted });
}

const NO_TAGS: readonly string[] = Object.freeze([]);

function tagsOf({ options }: TaskDefinition, scope: Scope | undefined): readonly string[] {
  const own = options.tags ?? NO_TAGS;
  const around = scope?.tags ?? NO_TAGS;
  if (around.length === 0) return own;
  return [...new Set([...around, ...own])];
}

function inputsOf(
  definition: TaskDefinition,
  args: readonly unknown[],
  depends: boolean,
  scope: Scope | undefined,
): TaskInputs {
  const inputs: TaskInputs = {};
  const names = definition.parameters;
  const links = scope?.flow?.links;
  args.forEach((arg, index) => {
    const ids = links === undefined || typeof arg !== "object" ? [] : upstreamIds(arg, links, depends);
    inputs[names[index] ?? `arg${index}`] = ids.map((id) => ({ input_type: "task_run", id }));
  });
  const { waitFor } = definition.options;
  if (waitFor && links)
    inputs["wait_for"] = upstreamIds(waitFor, links, true).map((id) => ({ input_type: "task_run", id }));
  if (scope?.task) inputs["__parents__"] = [{ input_type: "task_run", id: scope.task.record.id }];
  return inputs;
}
