/**
 * The threads of a runner, and calls of tasks in them.
 *
 * H1  A thread has one task at a time: when it dies, one task fails, and the next one gets a new thread.
 * H2  A call ends when its port is closed: by then every line that the thread has logged has arrived.
 * H3  A function that goes on though its run was stopped keeps its thread for the grace, not longer.
 */
import { Piscina } from "piscina";
import { serialize } from "node:v8";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import { alarm } from "../engine/sleep.ts";
import type { Scope } from "../engine/scope.ts";
import type { TaskAttempt } from "../engine/task-attempt.ts";
import { contextOf } from "../engine/context.ts";
import type { TaskDefinition } from "../engine/task-definition.ts";
import { describeError } from "../errors.ts";
import { State } from "../states/state.ts";
import { NotSendable, ThreadCrashed } from "./errors.ts";
import type { Answer, Job, Told } from "./protocol.ts";
import { receiveError, sendError } from "./send-errors.ts";
import { losesItself, whyNotSendable } from "./sendable.ts";
import type { ThreadCall, ThreadLimits } from "./threads.ts";

/** Beside this file, as source or built. */
const THREAD = new URL(import.meta.url.endsWith(".ts") ? "./thread-main.ts" : "./thread-main.js", import.meta.url);

export class ThreadPool {
  readonly #pool: Piscina;
  readonly #graceMillis: number;

  constructor({ workers, memory, graceMillis, idleMillis }: ThreadLimits) {
    this.#graceMillis = graceMillis;
    this.#pool = new Piscina({
      filename: THREAD.href,
      minThreads: 0,
      maxThreads: workers,
      idleTimeout: idleMillis,
      // Between two tasks a thread goes on with what the last one has left to its event loop.
      atomics: "disabled",
      ...(memory === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: memory } }),
    });
  }

  /** @throws what the function throws; NotSendable, ThreadCrashed */
  async call(attempt: TaskAttempt, scope: Scope, { self, args }: ThreadCall): Promise<unknown> {
    const { task } = attempt.record;
    if (self !== undefined) throw new NotSendable(`task ${task.name} is a method: its object cannot go to a thread`);
    const { port1: port, port2: far } = new MessageChannel();
    const told = listen(port, scope);
    try {
      send(port, jobOf(attempt, scope, args), task);
      const crash = await this.#run(attempt.signal, port, far);
      const answer = await told;
      if (answer) return received(answer);
      const why = crash === undefined ? "it ended the thread" : describeError(crash);
      throw new ThreadCrashed(`the thread of task run ${attempt.record.name} is gone: ${why}`, { cause: crash });
    } finally {
      port.close();
    }
  }

  /** Has a thread work until it is done; gives what ended the thread before, if anything has. */
  async #run(signal: AbortSignal, port: MessagePort, far: MessagePort): Promise<unknown> {
    const end = new AbortController();
    let stopAlarm = () => {};
    const stop = () => {
      port.postMessage({ reason: sendError(signal.reason) });
      stopAlarm = alarm(this.#graceMillis, () => end.abort());
    };
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
    try {
      await this.#pool.run(far, { transferList: [far], signal: end.signal });
      return undefined;
    } catch (error) {
      far.close();
      return error;
    } finally {
      signal.removeEventListener("abort", stop);
      stopAlarm();
    }
  }
}

/** Passes log lines on; resolves with the answer when the port is closed, or without if the thread is gone. */
function listen(port: MessagePort, { backend }: Scope): Promise<Answer | undefined> {
  let answer: Answer | undefined;
  port.on("message", (told: Told) => {
    if ("answer" in told) answer = told.answer;
    else if (backend.settings.log_to_api) backend.logs.push(told.log, told.fields);
  });
  return new Promise((resolve) => port.on("close", () => resolve(answer)));
}

function jobOf(attempt: TaskAttempt, scope: Scope, args: readonly unknown[]): Job {
  const { record, number } = attempt;
  const { origin, name } = record.task;
  if (!origin) throw new NotSendable(`task ${name} is defined in no module that a thread could load`);
  const { flowRun, taskRun, deployment, scheduledFor, tags, parameters } = contextOf(scope);
  return {
    ...origin,
    task: name,
    args,
    parameters: shared(parameters),
    context: { flowRun, taskRun: taskRun!, attempt: number, deployment, scheduledFor, tags },
    logLevel: scope.backend.settings.log_level,
  };
}

/** Sends the job. @throws NotSendable naming the argument */
function send(port: MessagePort, job: Job, { name, parameters }: TaskDefinition): void {
  try {
    if (!job.args.some(losesItself)) return port.postMessage(job);
  } catch (error) {
    if ((error as Error).name !== "DataCloneError") throw error;
  }
  for (const [index, arg] of job.args.entries()) {
    const why = whyNotSendable(arg);
    if (why !== undefined)
      throw new NotSendable(`task ${name}: argument ${parameters[index] ?? index + 1} cannot go to a thread: ${why}`);
  }
}

const serialized = new WeakMap<object, SharedArrayBuffer | undefined>();

/** Parameters of a flow run, in memory that its tasks' threads share; `undefined` if they cannot be sent. */
function shared(parameters: object): SharedArrayBuffer | undefined {
  if (!serialized.has(parameters)) serialized.set(parameters, sharedCopy(parameters));
  return serialized.get(parameters);
}

function sharedCopy(parameters: object): SharedArrayBuffer | undefined {
  try {
    const bytes = serialize(parameters);
    const copy = new SharedArrayBuffer(bytes.length);
    new Uint8Array(copy).set(bytes);
    return copy;
  } catch {
    return undefined; // only a task that asks for them is told
  }
}

function received(answer: Answer): unknown {
  switch (answer.kind) {
    case "value":
      return answer.value;
    case "error":
      throw receiveError(answer.error);
    case "state": {
      const { state, error } = answer;
      const outcome = error ? ({ kind: "error", error: receiveError(error) } as const) : undefined;
      const value = "value" in answer ? ({ kind: "value", value: answer.value } as const) : undefined;
      return new State({ ...state, outcome: outcome ?? value });
    }
  }
}
