/** What is seen of a limit while its holders come and go. */
import { setTimeout as sleep } from "node:timers/promises";
import type { LimitUse } from "@weir/contract";

/** Looks at the limit again and again, as `weir limit inspect` shows it. */
export class Watch {
  /** Most slots that were held at once. */
  most = 0;
  /** Longest time that the first in line was seen beside a free slot, in milliseconds. */
  longestIdle = 0;
  looks = 0;
  readonly #read: () => Promise<LimitUse>;
  #idle: { readonly head: string; readonly from: number } | undefined;

  constructor(read: () => Promise<LimitUse>) {
    this.#read = read;
  }

  async until(end: AbortSignal): Promise<void> {
    while (!end.aborted) {
      this.#take(await this.#read());
      await sleep(10);
    }
  }

  #take({ limit, holders, waiters }: LimitUse): void {
    const now = performance.now();
    const held = holders.reduce((sum, { slots }) => sum + slots, 0);
    this.looks++;
    this.most = Math.max(this.most, held);
    const head = held < limit.limit ? waiters[0]?.since : undefined;
    // Another one at the head: the one before has had his turn.
    if (head === undefined) this.#idle = undefined;
    else if (this.#idle?.head !== head) this.#idle = { head, from: now };
    else this.longestIdle = Math.max(this.longestIdle, now - this.#idle.from);
  }
}

/** A time at which a process began to hold a slot, or ceased to. */
export interface Change {
  readonly at: bigint;
  readonly by: 1 | -1;
}

/** Most that held at once, by their own word. */
export function mostAtOnce(changes: readonly Change[]): number {
  let [held, most] = [0, 0];
  for (const { by } of changes.toSorted((a, b) => (a.at === b.at ? a.by - b.by : a.at < b.at ? -1 : 1)))
    most = Math.max(most, (held += by));
  return most;
}
