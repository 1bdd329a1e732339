import { formatTime, type Micros, parseTime, seconds } from "@weir/contract/time";

/**
 * Where a reader of a stream is. What has arrived late belongs before what was already read, so reading goes on a little
 * earlier than the newest item, and what comes twice is dropped.
 *
 * An id is forgotten only when its time lies before the place where reading would go on: it cannot come again.
 */
export class Cursor {
  readonly #start: Micros;
  readonly #overlap: Micros;
  readonly #seen = new Map<string, Micros>();
  #newest = Number.NEGATIVE_INFINITY;
  #pruneAt = 1000;

  /** @param overlap seconds before the newest item that are read again */
  constructor(start: Micros, overlap: number) {
    this.#start = start;
    this.#overlap = seconds(overlap);
  }

  /** The time to read from next. */
  get from(): Micros {
    return Math.max(this.#start, this.#newest - this.#overlap);
  }

  get fromText(): string {
    return formatTime(this.from);
  }

  /** True for an item that is new. */
  take(id: string, time: string): boolean {
    if (this.#seen.has(id)) return false;
    const at = parseTime(time);
    this.#seen.set(id, at);
    // One sender's clock that runs ahead must not make us skip what the others send.
    this.#newest = Math.max(this.#newest, Math.min(at, Date.now() * 1000));
    if (this.#seen.size > this.#pruneAt) this.#prune();
    return true;
  }

  #prune(): void {
    for (const [id, at] of this.#seen) if (at < this.from) this.#seen.delete(id);
    this.#pruneAt = Math.max(1000, this.#seen.size * 2);
  }
}
