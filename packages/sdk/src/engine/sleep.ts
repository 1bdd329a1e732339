/** Waiting within the engine. */
import { ownClock } from "./clock.ts";

/** The longest time that a timer of Node takes, about 24 days: a longer one would ring at once. */
const MAX_TIMER = 2 ** 31 - 1;

/** Calls `ring` after some milliseconds, however many; gives a function that keeps it from doing so. */
export function alarm(millis: number, ring: () => void): () => void {
  const own = ownClock();
  if (own) return own.alarm(millis, ring);
  let timer: NodeJS.Timeout;
  const set = (left: number) => {
    timer = left > MAX_TIMER ? setTimeout(set, MAX_TIMER, left - MAX_TIMER) : setTimeout(ring, left);
  };
  set(millis);
  return () => clearTimeout(timer);
}

/** The same for what nobody waits for: it keeps no process alive. */
export function backgroundAlarm(millis: number, ring: () => void): () => void {
  const own = ownClock();
  if (own) return own.backgroundAlarm(millis, ring);
  const timer = setTimeout(ring, Math.min(millis, MAX_TIMER)).unref();
  return () => clearTimeout(timer);
}

/** Waits some milliseconds, or until the signal is aborted. Never rejects: whoever waits looks at what has changed. */
export function pause(millis: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const end = () => {
      stop();
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const stop = alarm(millis, end);
    signal?.addEventListener("abort", end, { once: true });
  });
}

/** The outcome of a promise, unless the signal is aborted first. */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
