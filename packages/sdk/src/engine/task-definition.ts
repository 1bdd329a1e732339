/** A task as defined: its function and its options, checked once; what costs something is worked out at first use. */
import { createHash } from "node:crypto";
import type { TaskRun } from "@weir/contract";
import { type CacheOptions, checkNamespace } from "../caching/policy.ts";
import type { WantedSlots } from "../concurrency/acquire.ts";
import { type TaskLimit, wantedOf } from "../concurrency/task-limits.ts";
import { type Duration, milliseconds } from "../duration.ts";
import type { ResultOptions } from "../results/results.ts";
import { rememberSerializer } from "../results/serializers.ts";
import { taskPolicy } from "../wire.ts";
import type { RunContext } from "./context.ts";
import type { RunHooks, TaskHooks } from "./hooks.ts";
import type { Middleware } from "./middleware.ts";
import { parameterNames, type RunName } from "./names.ts";
import { type RetryDelay, type RetryPolicy, retryPolicy } from "./retry.ts";
import type { TaskOrigin } from "./task-origin.ts";

/** What flows and tasks have in common. */
export interface RunOptions {
  /** Default: the name of the function. */
  readonly name?: string | undefined;
  /** Name of each run: a template like `load-{id}` over the parameters, or a function of them. Default: made up. */
  readonly runName?: RunName<Readonly<Record<string, unknown>>> | undefined;
  readonly description?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  /** Free text, shown with the runs. */
  readonly version?: string | undefined;
  /** How often a failed attempt is followed by another. Default 0; with `retryFor`: as often as fits in that. */
  readonly retries?: number | undefined;
  /** Time between attempts: one, a list (the last is repeated), `exponential({…})`, or a function. Default 0. */
  readonly retryDelay?: RetryDelay | undefined;
  /** Part of each delay by which it varies at random (0.2: a fifth up or down). Default 0. */
  readonly retryJitter?: number | undefined;
  /** Whether an error is worth another attempt. If it throws, there is none. Default: every error is. */
  readonly retryIf?: ((error: unknown, ctx: RunContext) => boolean | Promise<boolean>) | undefined;
  /** Budget over all attempts: no retry starts later than this after the first attempt. Default: none. */
  readonly retryFor?: Duration | undefined;
  /**
   * How long an attempt may take. After that its `signal` is aborted, it counts as failed (`TimedOut`), and what the
   * function still does is ignored. Default: no limit.
   */
  readonly timeout?: Duration | undefined;
  readonly hooks?: RunHooks | undefined;
  /** What is called around the runs, outermost first; inside of what `use()` has put around all. Default: nothing. */
  readonly middleware?: readonly Middleware[] | undefined;
  /** `console: true`: what the function writes with `console.log` and the like is logged as well. Default: it is not. */
  readonly log?: { readonly console?: boolean | undefined } | undefined;
}

export interface TaskOptions extends RunOptions {
  readonly hooks?: TaskHooks | undefined;
  /** Takes the result from an earlier run where there is one. Default: no cache. */
  readonly cache?: CacheOptions | undefined;
  /**
   * `true`: the result is kept in a file, whatever its size. Default: small results of plain JSON are kept in the
   * run's state, others only in memory until the flow run ends.
   */
  readonly persistResult?: boolean | undefined;
  /**
   * Where and how the result is kept: in a block that keeps files (`S3`, `LocalFileSystem`), in another form than JSON.
   * It is kept then whatever its size, unless `persistResult` is `false`. Default: as `persistResult` has it.
   */
  readonly result?: ResultOptions | undefined;
  /** Runs or futures that have to complete before this task starts, though none of their values is used. */
  readonly waitFor?: readonly unknown[] | undefined;
  /**
   * Limits that each attempt holds slots of, one or as many as are said; it waits for them before it starts. Limits on
   * the run's tags (`tag:NAME`) are held as well. Default: only those.
   */
  readonly limits?: readonly TaskLimit[] | undefined;
  /** `true`: the function gets the run's context as its last declared argument. Default: it does not. */
  readonly ctx?: boolean | undefined;
}

export type AnyFunction = (...args: never[]) => unknown;

export class TaskDefinition {
  readonly fn: AnyFunction;
  readonly options: TaskOptions;
  /** Where it is defined; `undefined` where a thread could not find it again. */
  readonly origin: TaskOrigin | undefined;
  readonly name: string;
  readonly retry: RetryPolicy;
  readonly timeoutMillis: number | undefined;
  readonly limits: readonly WantedSlots[];
  readonly wirePolicy: NonNullable<TaskRun["empirical_policy"]>;
  #key: string | undefined;
  #parameters: readonly string[] | undefined;

  constructor(fn: AnyFunction, options: TaskOptions, origin?: TaskOrigin) {
    this.fn = fn;
    this.origin = origin;
    this.options = Object.freeze({ ...options });
    this.name = options.name ?? fn.name;
    if (this.name === "")
      throw new TypeError('a task needs a name: task({ name: "…" }, async () => …), or a named function');
    this.retry = retryPolicy(options);
    this.timeoutMillis = options.timeout === undefined ? undefined : milliseconds(options.timeout, "timeout");
    this.limits = wantedOf(options.limits);
    checkNamespace(options.cache?.namespace);
    if (options.result?.serializer) rememberSerializer(options.result.serializer);
    this.wirePolicy = Object.freeze(taskPolicy(this.retry));
  }

  get version(): string | undefined {
    return this.options.version;
  }

  /** What tells this task from others of the same name: the name and a hash of its source. */
  get key(): string {
    return (this.#key ??= `${this.name}-${sourceHash(this.fn).slice(0, 8)}`);
  }

  get parameters(): readonly string[] {
    return (this.#parameters ??= parameterNames(this.fn));
  }

  with(options: TaskOptions): TaskDefinition {
    return new TaskDefinition(this.fn, { ...this.options, ...options }, this.origin);
  }
}

/** Hash of a function's source, in hexadecimal. */
export const sourceHash = (fn: AnyFunction): string => createHash("md5").update(fn.toString()).digest("hex");
