/** A flow as defined: its function and its options, checked once. */
import { type Duration, milliseconds } from "../duration.ts";
import { concurrent, type Runner } from "../runners/runner.ts";
import { checkFlowName } from "./names.ts";
import { type JsonSchema, jsonSchemaOf, type ParameterSchema } from "./parameters.ts";
import { type RetryPolicy, retryPolicy } from "./retry.ts";
import { type AnyFunction, type RunOptions, sourceHash } from "./task-definition.ts";

export interface FlowOptions extends RunOptions {
  /** What the parameters must be: any Standard Schema (zod, valibot, arktype, …) or a JSON Schema. Default: anything. */
  readonly parameters?: ParameterSchema | undefined;
  /** How many submitted tasks run at a time. Default: `concurrent()`. */
  readonly runner?: Runner | undefined;
  /**
   * How many retries its tasks may make, all together and over all attempts of the run in one process: once they are used up,
   * a task that fails has failed, so that what is down is not asked by a thousand tasks three times each. Tasks of subflows
   * have the subflow's own. Default: no limit.
   */
  readonly taskRetries?: number | undefined;
  /** How long the whole run may take, all attempts together; then it fails (`TimedOut`). Default: no limit. */
  readonly deadline?: Duration | undefined;
  /** How long the function may go on after its `signal` was aborted by a cancellation. Default 30 s. */
  readonly onCancellation?: { readonly grace?: Duration | undefined } | undefined;
  /** Cancels the run when aborted. Meant for one call: `report.with({ signal })({ … })`. */
  readonly signal?: AbortSignal | undefined;
}

export class FlowDefinition {
  readonly fn: AnyFunction;
  readonly options: FlowOptions;
  readonly name: string;
  readonly retry: RetryPolicy;
  readonly runner: Runner;
  readonly timeoutMillis: number | undefined;
  readonly deadlineMillis: number | undefined;
  readonly graceMillis: number;
  readonly taskRetries: number;
  #version: string | undefined;
  #parameterSchema: { readonly value: JsonSchema | undefined } | undefined;

  constructor(fn: AnyFunction, options: FlowOptions) {
    this.fn = fn;
    this.options = Object.freeze({ ...options });
    this.name = checkFlowName(options.name ?? fn.name.replaceAll("_", "-"));
    this.retry = retryPolicy(options);
    this.runner = options.runner ?? concurrent();
    this.timeoutMillis = options.timeout === undefined ? undefined : milliseconds(options.timeout, "timeout");
    this.deadlineMillis = options.deadline === undefined ? undefined : milliseconds(options.deadline, "deadline");
    const { taskRetries = Infinity } = options;
    if (!(taskRetries >= 0) || (taskRetries !== Infinity && !Number.isInteger(taskRetries)))
      throw new TypeError(`taskRetries: ${taskRetries} is no whole number from 0`);
    this.taskRetries = taskRetries;
    this.graceMillis = milliseconds(options.onCancellation?.grace ?? "30s", "onCancellation.grace");
  }

  /** Default: a hash of the function's source, so that runs of different code can be told apart. */
  get version(): string {
    return (this.#version ??= this.options.version ?? sourceHash(this.fn));
  }

  /** The parameters' JSON Schema; `undefined` where there is none, or the library has no JSON form for it. */
  get parameterSchema(): JsonSchema | undefined {
    return (this.#parameterSchema ??= { value: jsonSchemaOf(this.options.parameters) }).value;
  }

  with(options: FlowOptions): FlowDefinition {
    return new FlowDefinition(this.fn, { ...this.options, ...options });
  }
}
