/**
 * What runs in a thread: loads the module that defines a task, and calls the task's function.
 *
 * M1  A thread runs functions of tasks and nothing else: a flow or task that is called while a module is loaded is not run,
 *     and that call never ends. So the script that started everything can be loaded here as well.
 * M2  Everything is told on the call's port, the answer last; then the port is closed.
 */
import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import { provideBackend } from "../backend.ts";
import { withContext } from "../engine/call-task.ts";
import { runContext, runInContext } from "../engine/context.ts";
import { collectFlows } from "../engine/flow-collection.ts";
import { collectTasks } from "../engine/task-collection.ts";
import type { AnyFunction, TaskDefinition } from "../engine/task-definition.ts";
import { describeError, NoRunContext } from "../errors.ts";
import { captureConsole } from "../logging/capture.ts";
import { State } from "../states/state.ts";
import { NotSendable } from "./errors.ts";
import type { Answer, Job, Stop } from "./protocol.ts";
import { receiveError, sendError } from "./send-errors.ts";
import { losesItself, whyNotSendable } from "./sendable.ts";
import { ThreadContext } from "./thread-context.ts";

const tasks = collectTasks();
// Flows are not served or deployed from here, whatever the modules that are loaded ask for.
void collectFlows(() => new Promise(() => {}));

/** Told when a module that is being loaded starts a run. */
let reachedRun: () => void = () => {};
provideBackend(() => {
  if (runContext.optional())
    return Promise.reject(
      new NoRunContext("in a thread there are no runs: flows, tasks and what asks the server work where the flow runs"),
    );
  reachedRun();
  return new Promise(() => {});
});

/** Does what the first message on the port asks for. */
export async function runInThread(port: MessagePort): Promise<void> {
  const job = (receiveMessageOnPort(port) as { readonly message: Job }).message;
  const stopped = new AbortController();
  port.on("message", ({ reason }: Stop) => stopped.abort(receiveError(reason)));
  // It waits for nothing: a task that waits for nothing but its signal is kept alive by the pool.
  port.unref();
  const answer = await answerTo(job, port, stopped);
  try {
    port.postMessage({ answer });
  } catch {
    const why = answer.kind === "error" ? "its error" : (whyNotSendable((answer as { value?: unknown }).value) ?? "it");
    const error = new NotSendable(`task ${job.task}: its result cannot leave its thread: ${why}`);
    port.postMessage({ answer: { kind: "error", error: sendError(error) } });
  }
  port.close();
}

async function answerTo(job: Job, port: MessagePort, stopped: AbortController): Promise<Answer> {
  try {
    const definition = await find(job);
    const context = new ThreadContext(job, port, stopped);
    const args = definition.options.ctx ? withContext(job.args, definition, context) : job.args;
    const call = () => (definition.fn as AnyFunction)(...(args as never[]));
    const value: unknown = await runInContext(
      context,
      definition.options.log?.console ? () => captureConsole(call) : call,
    );
    if (value instanceof State) return stateAnswer(value);
    if (losesItself(value))
      throw new NotSendable(`task ${job.task}: its result cannot leave its thread: ${whyNotSendable(value)}`);
    return { kind: "value", value };
  } catch (error) {
    return { kind: "error", error: sendError(error) };
  }
}

function stateAnswer({ type, name, message, details, data, outcome }: State): Answer {
  const state = { type, name, message, details, data };
  if (outcome?.kind === "error") return { kind: "state", state, error: sendError(outcome.error) };
  return outcome?.kind === "value" ? { kind: "state", state, value: outcome.value } : { kind: "state", state };
}

const loads = new Map<string, Promise<void>>();

/** Loads a module, until it is loaded or starts a run (M1). */
function load(module: string): Promise<void> {
  let loading = loads.get(module);
  if (!loading) {
    const begun = new Promise<void>((resolve) => (reachedRun = resolve));
    loading = Promise.race([import(module).then(() => {}), begun]);
    loads.set(module, loading);
  }
  return loading;
}

async function find({ module, task, place }: Job): Promise<TaskDefinition> {
  try {
    await load(module);
  } catch (error) {
    throw new NotSendable(`task ${task}: ${module} cannot be loaded in a thread: ${describeError(error)}`, {
      cause: error,
    });
  }
  const alike = tasks.filter(({ name, origin }) => name === task && origin?.module === module);
  const there = alike.length > 1 ? alike.filter(({ origin }) => origin!.place === place) : alike;
  const [found, ...others] = there;
  if (found && others.length === 0) return found;
  const rest = `loading ${module} in a thread`;
  throw new NotSendable(
    found
      ? `task ${task} cannot be told from others: ${rest} defines ${there.length} of that name at the same place; give each a name`
      : `task ${task} is not found in a thread: ${rest} does not define it. Define it at the top of its module, before what starts runs`,
  );
}
