/** `flow()`: makes a function, or a method, a flow. */
import { State } from "../states/state.ts";
import type { Input, Returned } from "../types.ts";
import type { RunContext } from "./context.ts";
import { type MethodDecorator } from "./define-task.ts";
import type { FlowSource, SourcedFlow } from "../deployments/from.ts";
import type { DeployOptions, ServeOptions } from "../deployments/options.ts";
import { DEFINITION, noteFlow } from "./flow-collection.ts";
import { FlowDefinition, type FlowOptions } from "./flow-definition.ts";
import { type JsonSchema, type Parameters } from "./parameters.ts";
import { FlowExecution, type FlowOutcome } from "./run-flow.ts";
import type { InputOf, OutputOf, StandardSchema } from "./standard-schema.ts";
import type { AnyFunction } from "./task-definition.ts";

type FlowArgs<P> = Record<never, never> extends P ? [parameters?: FlowInput<P>] : [parameters: FlowInput<P>];
type FlowInput<P> = { readonly [K in keyof P]: Input<P[K]> };

/** A function as a flow. It takes one object of named parameters; inside of another flow they may be futures. */
export interface Flow<P, R> {
  /** Runs the flow; gives its value, or throws what failed it. */
  (...args: FlowArgs<P>): Promise<R>;
  /** Runs the flow and gives its final state. Never throws what the flow threw. */
  state(...args: FlowArgs<P>): Promise<State<R>>;
  /** The same flow with some options changed. */
  with(options: FlowOptions): Flow<P, R>;
  /**
   * Makes a deployment of the flow and runs, in processes of this machine, what is due of it; until the process is told
   * to stop. The program that calls it is what those processes load: there, it does nothing.
   */
  serve(options?: ServeOptions): Promise<void>;
  /** Makes a deployment of the flow whose runs the workers of a work pool execute. */
  deploy(options: DeployOptions): Promise<{ readonly id: string; readonly name: string }>;
  readonly flowName: string;
  readonly options: FlowOptions;
  /** The parameters as JSON Schema; `undefined` if the flow has no schema, or its library cannot give it. */
  readonly parameterSchema: JsonSchema | undefined;
}

/**
 * Makes a function a flow: `flow({ name: "report" }, async ({ ids }: { ids: number[] }) => …)`; or a method, as
 * decorator: `@flow({ name: "report" })`. The function gets the parameters, and the run's context as second argument.
 */
export function flow<S extends StandardSchema, R>(
  options: FlowOptions & { readonly parameters: S },
  fn: (parameters: OutputOf<S>, ctx: RunContext) => R,
): Flow<InputOf<S>, Returned<Awaited<R>>>;
export function flow<P extends object = Record<never, never>, R = unknown>(
  options: FlowOptions & { readonly parameters?: JsonSchema | undefined },
  fn: (parameters: P, ctx: RunContext) => R,
): Flow<P, Returned<Awaited<R>>>;
export function flow<P extends object = Record<never, never>, R = unknown>(
  fn: (parameters: P, ctx: RunContext) => R,
): Flow<P, Returned<Awaited<R>>>;
export function flow(options: FlowOptions): MethodDecorator;
export function flow<This, Args extends readonly unknown[], R>(
  method: (this: This, ...args: Args) => Promise<R>,
  context: ClassMethodDecoratorContext<This, (this: This, ...args: Args) => Promise<R>>,
): (this: This, ...args: Args) => Promise<R>;
export function flow(first: FlowOptions | AnyFunction, second?: AnyFunction | ClassMethodDecoratorContext): unknown {
  if (typeof first === "function")
    return typeof second === "object" ? decorated(first, second, {}) : callable(new FlowDefinition(first, {}));
  if (typeof second === "function") return callable(new FlowDefinition(second, first));
  return (method: AnyFunction, context: ClassMethodDecoratorContext) => decorated(method, context, first);
}

/**
 * A flow whose code is in a folder, in a git repository or in object storage, to deploy or to serve it: workers get the
 * code themselves. The code is got here as well, and loaded, for the flow's name and its parameters.
 *
 * @throws TypeError for a source that cannot be one; StepFailed if it cannot be had; EntrypointFailed
 */
flow.from = async (source: FlowSource): Promise<SourcedFlow> =>
  (await import("../deployments/from.ts")).flowFrom(source);

function decorated(method: AnyFunction, context: ClassMethodDecoratorContext, options: FlowOptions): unknown {
  return callable(new FlowDefinition(method, { name: String(context.name).replaceAll("_", "-"), ...options }));
}

function callable(definition: FlowDefinition): Flow<Record<never, never>, unknown> {
  noteFlow(definition);
  async function run(this: unknown, parameters?: Parameters): Promise<unknown> {
    return valueOf(await execute(definition, this, parameters));
  }
  return Object.defineProperties(
    Object.assign(run, {
      state: async (parameters?: Parameters) => (await execute(definition, undefined, parameters)).state,
      with: (options: FlowOptions) => callable(definition.with(options)),
      // Loaded when they are called: most programs only run flows.
      serve: async (options: ServeOptions = {}) =>
        (await import("../deployments/serve.ts")).serve([{ flow: definition, ...options }], options),
      deploy: async (options: DeployOptions) =>
        (await import("../deployments/deploy.ts")).deployFlow(definition, options),
      flowName: definition.name,
      options: definition.options,
      parameterSchema: undefined,
    }),
    {
      name: { value: definition.name },
      parameterSchema: { get: () => definition.parameterSchema },
      [DEFINITION]: { value: definition },
    },
  );
}

function execute(definition: FlowDefinition, self: unknown, parameters: Parameters = {}): Promise<FlowOutcome> {
  if (typeof parameters !== "object" || parameters === null || Array.isArray(parameters))
    throw new TypeError(`flow ${definition.name} takes one object of named parameters`);
  return new FlowExecution(definition, { self, parameters }).done;
}

/** What the caller gets: the value, the result of one state, or several states as they are. */
function valueOf({ state, returned }: FlowOutcome): unknown {
  if (!returned) return state.result();
  const { value } = returned;
  if (value instanceof State) return value.isOfRun ? value.result() : state.result();
  return value;
}
