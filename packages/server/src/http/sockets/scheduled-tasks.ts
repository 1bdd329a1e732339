/**
 * `/task_runs/subscriptions/scheduled`: hands deferred task runs to a process that serves their tasks, one at a time, each
 * after it has said that it got the one before.
 */
import type { TaskRun } from "@weir/contract";
import type { Logger } from "pino";
import type { WebSocket } from "ws";
import type { Context } from "../../operations/context.ts";
import { acknowledgeTaskRun, giveBackTaskRun, takeTaskRun } from "../../operations/task-runs/background.ts";
import { closeSocket, INTERNAL_ERROR, readFrame } from "./frames.ts";

/** Close code of a client that does not keep to the protocol. */
const VIOLATION = 4001;
/** Longest time between two looks, in milliseconds: another server may have put a run in line. */
const RECHECK = 1000;

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];

/** @param released resolves when what an earlier server had handed out is in line again */
export function handOutTasks(socket: WebSocket, context: Context, log: Logger, released: Promise<unknown>): void {
  const violated = (what: string): void => closeSocket(socket, VIOLATION, `Protocol violation: expected ${what}`);
  socket.once("message", (data) => {
    const { type, keys, client_id: client } = readFrame(data) ?? {};
    const tasks = texts(keys);
    if (type !== "subscribe") return violated("'subscribe' message");
    if (tasks.length === 0) return violated("'keys' in subscribe message");
    if (typeof client !== "string" || client === "") return violated("'client_id' in subscribe message");
    serve(tasks, client).catch((error: unknown) => {
      log.error({ err: error }, "handing out tasks failed");
      closeSocket(socket, INTERNAL_ERROR, "transient_server_error");
    });
  });

  async function serve(keys: readonly string[], client: string): Promise<void> {
    await released;
    const worker = context.work.taskWorkers.join(client, keys, context.clock.now());
    const waiter = context.work.taskWaiter(keys);
    const gone = new AbortController();
    socket.once("close", () => gone.abort());
    const isOpen = (): boolean => socket.readyState === socket.OPEN;
    try {
      while (isOpen()) {
        const run = await takeTaskRun(context, keys);
        worker.heard(context.clock.now());
        if (!run) await waiter.next(RECHECK, gone.signal);
        else if (!(await handOut(run, gone.signal))) return;
      }
    } finally {
      waiter.stop();
      worker.leave();
    }
  }

  /** Sends a run and waits for the answer; false if there is nobody to send the next to. */
  async function handOut(run: TaskRun, gone: AbortSignal): Promise<boolean> {
    const answer = gone.aborted ? undefined : await ask(run, gone);
    if (answer === "ack") {
      await acknowledgeTaskRun(context, run.id);
      return true;
    }
    await giveBackTaskRun(context, run);
    if (answer === "quit") socket.close();
    else if (answer !== undefined) violated("'ack' message");
    return false;
  }

  /** What the client says to a run; undefined if it went away instead. */
  const ask = (run: TaskRun, gone: AbortSignal): Promise<unknown> =>
    new Promise((resolve) => {
      const leave = (): void => resolve(undefined);
      gone.addEventListener("abort", leave, { once: true });
      socket.once("message", (data) => {
        gone.removeEventListener("abort", leave);
        resolve(readFrame(data)?.["type"] ?? null);
      });
      socket.send(JSON.stringify(run));
    });
}
