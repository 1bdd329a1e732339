/**
 * Where a thread begins. It loads the rest by its address, as it loads the user's modules: a loader like tsx gives what a
 * module of CommonJS asks for (and the pool is one) a copy of its own, in which no task of the user would be found.
 */
import type { MessagePort } from "node:worker_threads";
import type * as Body from "./thread-body.ts";

const body = new URL(import.meta.url.endsWith(".ts") ? "./thread-body.ts" : "./thread-body.js", import.meta.url).href;

/** Called by the pool, once for each task. */
export default async function main(port: MessagePort): Promise<void> {
  const { runInThread } = (await import(body)) as typeof Body;
  await runInThread(port);
}
