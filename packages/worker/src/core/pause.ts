/** Resolves after so many milliseconds, or when the signal is aborted. */
export function pause(millis: number, signal?: AbortSignal): Promise<void> {
  if (millis <= 0 || signal?.aborted) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, millis);
  signal?.addEventListener("abort", () => resolve(), { once: true });
  return promise.finally(() => clearTimeout(timer));
}

/** Whether the promise resolves within so many milliseconds. */
export async function within(promise: Promise<unknown>, millis: number): Promise<boolean> {
  const done = new AbortController();
  try {
    return await Promise.race([promise.then(() => true), pause(millis, done.signal).then(() => false)]);
  } finally {
    done.abort();
  }
}
