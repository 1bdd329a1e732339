/** Waiting within the engine. */
import { MAX_TIMER } from "../duration.ts";

/** Waits some milliseconds, or until the signal is aborted. Never rejects: whoever waits looks at what has changed. */
export function pause(millis: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, Math.min(millis, MAX_TIMER));
    signal?.addEventListener("abort", end, { once: true });
  });
}
