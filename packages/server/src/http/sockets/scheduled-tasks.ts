/**
 * `/task_runs/subscriptions/scheduled`: hands deferred task runs to a process that serves their tasks, one at a time, each
 * after it has said that it got the one before.
 */
import type { TaskRun } from "@weir/contract";
import type { Logger } from "pino";
import type { WebSocket } from "ws";
import type { Context } from "../../operations/context.ts";
import {
  acknowledgeTaskRun,
  giveBackAll,
  giveBackTaskRun,
  takeTaskRun,
} from "../../operations/task-runs/background.ts";
import { closeSocket, INTERNAL_ERROR, readFrame } from "./frames.ts";

/** Close code of a client that does not keep to the protocol. */
const VIOLATION = 4001;
/** Longest time between two looks, in milliseconds: another server may have put a run in line. */
const RECHECK = 1000;

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];

const violated = (socket: WebSocket, what: string): void =>
  closeSocket(socket, VIOLATION, `Protocol violation: expected ${what}`);

/** Where task runs are handed out. */
export class TaskCounter {
  readonly #context: Context;
  readonly #log: Logger;
  readonly #stopping = new AbortController();
  readonly #serving = new Set<Promise<void>>();
  /** Resolves when what an earlier server had handed out is in line again. */
  #released: Promise<unknown> | undefined;

  constructor(context: Context, log: Logger) {
    this.#context = context;
    this.#log = log;
  }

  /** Takes the frame in which a client says what it serves, and hands out runs until one of them ends it. */
  serve(socket: WebSocket): void {
    socket.once("message", (data) => {
      const { type, keys, client_id: client } = readFrame(data) ?? {};
      const tasks = texts(keys);
      if (type !== "subscribe") return violated(socket, "'subscribe' message");
      if (tasks.length === 0) return violated(socket, "'keys' in subscribe message");
      if (typeof client !== "string" || client === "") return violated(socket, "'client_id' in subscribe message");
      const serving = this.#handOutAll(socket, tasks, client)
        .catch((error: unknown) => {
          this.#log.error({ err: error }, "handing out tasks failed");
          closeSocket(socket, INTERNAL_ERROR, "transient_server_error");
        })
        .finally(() => this.#serving.delete(serving));
      this.#serving.add(serving);
    });
  }

  /** Hands out no more; resolves when everything that nobody has acknowledged is given back. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#serving);
  }

  async #handOutAll(socket: WebSocket, keys: readonly string[], client: string): Promise<void> {
    const context = this.#context;
    const closed = new AbortController();
    socket.once("close", () => closed.abort());
    const gone = AbortSignal.any([closed.signal, this.#stopping.signal]);
    const worker = context.work.taskWorkers.join(client, keys, context.clock.now());
    const waiter = context.work.taskWaiter(keys);
    try {
      await (this.#released ??= giveBackAll(context));
      while (!gone.aborted) {
        const run = await takeTaskRun(context, keys);
        worker.heard(context.clock.now());
        if (!run) await waiter.next(RECHECK, gone);
        else if (!(await this.#handOut(socket, run, gone))) return;
      }
    } finally {
      waiter.stop();
      worker.leave();
    }
  }

  /** Sends a run and waits for the answer; false if there is nobody to send the next to. */
  async #handOut(socket: WebSocket, run: TaskRun, gone: AbortSignal): Promise<boolean> {
    const answer = gone.aborted ? undefined : await ask(socket, run, gone);
    if (answer === "ack") {
      await acknowledgeTaskRun(this.#context, run.id);
      return true;
    }
    await giveBackTaskRun(this.#context, run);
    if (answer === "quit") socket.close();
    else if (answer !== undefined) violated(socket, "'ack' message");
    return false;
  }
}

/** What a client says to a run; undefined if it goes away instead. */
const ask = (socket: WebSocket, run: TaskRun, gone: AbortSignal): Promise<unknown> =>
  new Promise((resolve) => {
    const leave = (): void => resolve(undefined);
    gone.addEventListener("abort", leave, { once: true });
    socket.once("message", (data) => {
      gone.removeEventListener("abort", leave);
      resolve(readFrame(data)?.["type"] ?? null);
    });
    socket.send(JSON.stringify(run));
  });
