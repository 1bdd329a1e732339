/** When a request is repeated and how long to wait before it. Nothing else in the client repeats a request. */
import { retryAfter, Unreachable } from "./errors.ts";
import type { TransportResponse } from "./transport.ts";

export interface RetryPolicy {
  /** How often a request is repeated at most. Default 5; 0: never. */
  readonly retries: number;
  /** Seconds before the first repetition; doubled for each further one. Default 1. */
  readonly delay: number;
  /** Greatest delay, in seconds, where the server names none. Default 30. */
  readonly maxDelay: number;
  /** Seconds after the first attempt after which no repetition begins any more. Default: no bound but `retries`. */
  readonly maxElapsed: number;
  /** Part of the delay by which it varies at random, so that clients do not return all at once. Default 0.2. */
  readonly jitter: number;
}

export const DEFAULT_RETRY: RetryPolicy = {
  retries: 5,
  delay: 1,
  maxDelay: 30,
  maxElapsed: Number.POSITIVE_INFINITY,
  jitter: 0.2,
};

const RETRIED: ReadonlySet<number> = new Set([408, 429, 502, 503]);

/** Seconds to wait before repetition number `count` (from 1). */
export function backoff(policy: RetryPolicy, count: number): number {
  const delay = Math.min(policy.maxDelay, policy.delay * 2 ** (count - 1));
  return delay * (1 + policy.jitter * (2 * Math.random() - 1));
}

/**
 * Runs `attempt` until it answers with something that is not worth repeating or the policy is used up; then gives the
 * last answer, or throws the last error. While the server says that it is under maintenance, repetitions are not counted.
 */
export async function withRetries(
  attempt: () => Promise<TransportResponse>,
  policy: RetryPolicy,
  signal?: AbortSignal,
): Promise<TransportResponse> {
  let count = 0;
  const end = performance.now() + policy.maxElapsed * 1000;
  const isTooLate = (delay: number): boolean => performance.now() + delay * 1000 > end;
  for (;;) {
    let delay: number;
    try {
      const response = await attempt();
      if (!RETRIED.has(response.status)) return response;
      const maintenance = response.headers["prefect-maintenance"] === "true";
      if (!maintenance) count += 1;
      if (count > policy.retries) return response;
      delay = retryAfter(response) ?? backoff(policy, Math.max(1, count));
      if (isTooLate(delay)) return response;
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      count += 1;
      if (count > policy.retries) throw error;
      delay = backoff(policy, count);
      if (isTooLate(delay)) throw error;
    }
    await sleep(delay, signal);
  }
}

/** Waits some seconds; rejects with the signal's reason when that is aborted first. */
export function sleep(seconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, seconds * 1000);
    signal?.addEventListener("abort", abort, { once: true });
  });
}
