/** What user code can know of the run it is in: `runContext()`, or the last argument of its function. */
import { AsyncLocalStorage } from "node:async_hooks";
import { NoRunContext } from "../errors.ts";
import { type LogFields, type Logger, RunLogger } from "../logging/logger.ts";
import { currentScope, type Scope } from "./scope.ts";

export interface RunContext {
  /** The flow run; `undefined` in a task that was called outside of any. */
  readonly flowRun:
    { readonly id: string; readonly name: string; readonly flowId: string; readonly flowName: string } | undefined;
  /** The task run; `undefined` in the body of a flow. */
  readonly taskRun: { readonly id: string; readonly name: string; readonly taskName: string } | undefined;
  /** Which attempt this is, from 1: of the task run, in the body of a flow of the flow run. */
  readonly attempt: number;
  /** Parameters of the flow run. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The deployment that the flow run is of; `undefined` for a flow that was called. */
  readonly deployment: { readonly id: string } | undefined;
  /** When the flow run was due; when it was created, if it had no schedule. */
  readonly scheduledFor: Date | undefined;
  /** Tags of the innermost run. */
  readonly tags: readonly string[];
  /** Aborted, with the reason, when the run is cancelled, times out, or its process is told to stop. */
  readonly signal: AbortSignal;
  /** Logs to the console and to the server. */
  readonly logger: Logger;
}

/** A view of a scope. Its parts are made when they are looked at. */
export class ScopeContext implements RunContext {
  readonly #scope: Scope;
  #logger: RunLogger | undefined;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  get flowRun(): RunContext["flowRun"] {
    const { flow } = this.#scope;
    return flow && { id: flow.id, name: flow.name, flowId: flow.flowId, flowName: flow.flowName };
  }
  get taskRun(): RunContext["taskRun"] {
    const record = this.#scope.task?.record;
    return record && { id: record.id, name: record.name, taskName: record.task.name };
  }
  get attempt(): number {
    return this.#scope.task?.number ?? this.#scope.flow?.runCount ?? 1;
  }
  get parameters(): Readonly<Record<string, unknown>> {
    return this.#scope.flow?.parameters ?? {};
  }
  get deployment(): RunContext["deployment"] {
    const id = this.#scope.flow?.deploymentId;
    return id === undefined ? undefined : { id };
  }
  get scheduledFor(): Date | undefined {
    return this.#scope.flow?.scheduledFor;
  }
  get tags(): readonly string[] {
    return this.#scope.task?.record.tags ?? this.#scope.flow?.tags ?? [];
  }
  get signal(): AbortSignal {
    const { task, flow } = this.#scope;
    return (task ?? flow!.attempt).signal;
  }
  get logger(): RunLogger {
    return (this.#logger ??= loggerOf(this.#scope));
  }
}

function loggerOf({ backend, flow, task }: Scope): RunLogger {
  const { settings } = backend;
  const record = task?.record;
  return new RunLogger({
    stream: settings.log_to_api ? backend.logs : undefined,
    level: settings.log_level,
    name: record ? "weir.task_runs" : "weir.flow_runs",
    source: () => (record ? `Task run '${record.name}' - ` : `Flow run '${flow?.name}' - `),
    flowRunId: flow?.id ?? null,
    taskRunId: record?.id ?? null,
  });
}

const contexts = new WeakMap<Scope, ScopeContext>();

/** The context of a scope: one for each, so that its logger is made once. */
export function contextOf(scope: Scope): ScopeContext {
  let context = contexts.get(scope);
  if (!context) contexts.set(scope, (context = new ScopeContext(scope)));
  return context;
}

/** Contexts of runs whose engine is in another thread. */
const received = new AsyncLocalStorage<RunContext>();

/** Runs `fn` as code of a run whose engine is elsewhere. */
export const runInContext = <T>(context: RunContext, fn: () => T): T => received.run(context, fn);

function present(): RunContext | undefined {
  const scope = currentScope();
  return scope?.flow || scope?.task ? contextOf(scope) : received.getStore();
}

/**
 * The context of the run that the present code belongs to.
 *
 * @throws NoRunContext outside of a run; `runContext.optional()` gives `undefined` there
 */
export function runContext(): RunContext {
  const context = present();
  if (!context)
    throw new NoRunContext(
      "runContext() was called outside of a run: it works in the function of a flow or task, and in what that calls",
    );
  return context;
}
runContext.optional = present;

/** Values of the run around, or `undefined` outside of one. */
export const runtime: {
  readonly flowRun: RunContext["flowRun"];
  readonly taskRun: RunContext["taskRun"];
  readonly deployment: RunContext["deployment"];
  readonly parameters: RunContext["parameters"];
} = {
  get flowRun() {
    return runContext.optional()?.flowRun;
  },
  get taskRun() {
    return runContext.optional()?.taskRun;
  },
  get deployment() {
    return runContext.optional()?.deployment;
  },
  get parameters() {
    return runContext.optional()?.parameters ?? {};
  },
};

const outside = new RunLogger({
  stream: undefined,
  level: "debug",
  name: "weir",
  source: () => "",
  flowRunId: null,
  taskRunId: null,
});

/** The logger of the run around; outside of a run, one that writes to the console only. */
export const logger = (fields?: LogFields): Logger => {
  const own = runContext.optional()?.logger ?? outside;
  return fields ? own.with(fields) : own;
};
