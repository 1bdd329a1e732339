/** Waiting within the engine. */

/** The longest time that a timer of Node takes, about 24 days: a longer one would ring at once. */
const MAX_TIMER = 2 ** 31 - 1;

/** Calls `ring` after some milliseconds, however many; gives a function that keeps it from doing so. */
export function alarm(millis: number, ring: () => void): () => void {
  let timer: NodeJS.Timeout;
  const set = (left: number) => {
    timer = left > MAX_TIMER ? setTimeout(set, MAX_TIMER, left - MAX_TIMER) : setTimeout(ring, left);
  };
  set(millis);
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
