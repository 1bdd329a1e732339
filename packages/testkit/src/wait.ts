export interface WaitOptions {
  /** Milliseconds until it fails. Default 10,000. */
  readonly timeout?: number;
  /** Milliseconds between looks. Default 20. */
  readonly interval?: number;
  /** What is waited for, in the words of the failure. */
  readonly what?: string;
}

/**
 * Looks again and again until `look` returns something truthy (not false, null, undefined, 0 or ""), and returns that.
 * For what only another process can tell; inside one process, wait for a signal instead.
 *
 * @throws Error with the last thing seen or thrown
 */
export async function waitUntil<T>(
  look: () => T | Promise<T>,
  { timeout = 10_000, interval = 20, what = "what was waited for" }: WaitOptions = {},
): Promise<Exclude<T, null | undefined | false | 0 | "">> {
  const end = Date.now() + timeout;
  for (;;) {
    let last: unknown;
    try {
      const seen = await look();
      if (seen) return seen as Exclude<T, null | undefined | false | 0 | "">;
      last = seen;
    } catch (error) {
      if (Date.now() >= end) throw error;
      last = error;
    }
    if (Date.now() >= end) throw new Error(`${what} did not come within ${timeout} ms; last seen: ${String(last)}`);
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
}
