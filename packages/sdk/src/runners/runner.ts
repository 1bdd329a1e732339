/** How many submitted tasks of a flow run at a time, and where. */
import type { Threads } from "../threads/threads.ts";

/** Made by `concurrent()`, `sequential()` or `threads()`; given to a flow as `runner`. */
export interface Runner {
  /** Submitted tasks that run at the same time. */
  readonly limit: number;
  /** Where their functions run; `undefined` for the event loop. */
  readonly threads?: Threads | undefined;
}

const DEFAULT_LIMIT = 100;

/**
 * Runs submitted tasks at the same time on the event loop, at most `limit` of them (default 100). The others wait their
 * turn in the order in which their inputs became ready. Tasks that are called directly are not counted.
 */
export function concurrent({ limit = DEFAULT_LIMIT }: { readonly limit?: number } = {}): Runner {
  if (!(limit >= 1)) throw new TypeError(`concurrent: limit must be at least 1, not ${limit}`);
  return Object.freeze({ limit });
}

/** Runs submitted tasks one after the other. */
export const sequential = (): Runner => concurrent({ limit: 1 });
