/** The context of a run, in the thread that runs its function. */
import { deserialize } from "node:v8";
import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import type { RunContext } from "../engine/context.ts";
import { type Logger, RunLogger } from "../logging/logger.ts";
import { NotSendable } from "./errors.ts";
import type { Job, SentContext, Stop } from "./protocol.ts";
import { receiveError } from "./send-errors.ts";

export class ThreadContext implements RunContext {
  readonly logger: Logger;
  readonly #sent: SentContext;
  readonly #buffer: SharedArrayBuffer | undefined;
  readonly #port: MessagePort;
  readonly #stopped: AbortController;
  #parameters: Readonly<Record<string, unknown>> | undefined;

  constructor({ context, parameters, logLevel }: Job, port: MessagePort, stopped: AbortController) {
    this.#sent = context;
    this.#buffer = parameters;
    this.#port = port;
    this.#stopped = stopped;
    this.logger = new RunLogger({
      stream: { push: (log, fields) => port.postMessage({ log, fields }) },
      level: logLevel,
      name: "weir.task_runs",
      source: () => `Task run '${context.taskRun.name}' - `,
      flowRunId: context.flowRun?.id ?? null,
      taskRunId: context.taskRun.id,
    });
  }

  get flowRun(): RunContext["flowRun"] {
    return this.#sent.flowRun;
  }
  get taskRun(): RunContext["taskRun"] {
    return this.#sent.taskRun;
  }
  get attempt(): number {
    return this.#sent.attempt;
  }
  get deployment(): RunContext["deployment"] {
    return this.#sent.deployment;
  }
  get scheduledFor(): Date | undefined {
    return this.#sent.scheduledFor;
  }
  get tags(): readonly string[] {
    return this.#sent.tags;
  }
  get parameters(): Readonly<Record<string, unknown>> {
    if (!this.#buffer) throw new NotSendable("the parameters of this flow run cannot go to a thread");
    return (this.#parameters ??= deserialize(new Uint8Array(this.#buffer)) as Record<string, unknown>);
  }

  /** Looks for a message first: a function that never waits gets to know of its end by asking for the signal again. */
  get signal(): AbortSignal {
    const { signal } = this.#stopped;
    if (!signal.aborted) {
      const stop = receiveMessageOnPort(this.#port) as { readonly message: Stop } | undefined;
      if (stop) this.#stopped.abort(receiveError(stop.message.reason));
    }
    return signal;
  }
}
