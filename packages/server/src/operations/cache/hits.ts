/**
 * Hits go on record a moment after they were answered, many in one transaction: whoever asks for a result that is there
 * has it after one read.
 *
 * K1. Whoever looks at results, or at how calls went, waits for the hits that this server has answered (`recorded`).
 * K2. No more than about `MOST_HITS` wait to be recorded: from there on lookups wait for `room`.
 * K3. While the database is out of reach they wait. A hit that it refuses for what it holds is dropped, with a line in the
 *     log, and harms no other; one that is on record already (a commit whose answer was lost) counts once.
 * K4. A server that stops records them. One that is killed loses the hits of its last moment: that a result was used,
 *     never a result.
 */
import type { Micros } from "@weir/contract";
import type { Logger } from "pino";
import { StoreUnavailable } from "../../platform/errors.ts";
import type { CacheDecisionTable } from "../../storage/cache-tables.ts";
import { insertCacheDecision, noteCacheHit } from "../../storage/queries/cache.ts";
import type { Store } from "../../storage/store.ts";

/** Milliseconds that the first hit waits for others. */
const LINGER = 25;
/** Milliseconds before another try while the database is out of reach. */
const RETRY = 250;
/** Most hits that are not on record yet. */
const MOST_HITS = 2000;

/** What is kept of a call that found its result. */
export interface Hit {
  readonly entryId: string;
  readonly decision: CacheDecisionTable;
}

export class CacheHits {
  readonly #store: Store;
  readonly #log: Logger;
  #waiting: Hit[] = [];
  #timer: NodeJS.Timeout | undefined;
  #recording: Promise<void> | undefined;
  #isClosed = false;

  constructor(store: Store, log: Logger) {
    this.#store = store;
    this.#log = log;
  }

  /** Hits that are not on record yet. */
  get length(): number {
    return this.#waiting.length;
  }

  /** Hits of a result that its row does not count yet. */
  of(entryId: string): number {
    return this.#waiting.reduce((count, hit) => count + (hit.entryId === entryId ? 1 : 0), 0);
  }

  /** A promise to wait for before another hit, if too many are not on record. */
  get room(): Promise<void> | undefined {
    return this.#waiting.length < MOST_HITS ? undefined : this.recorded();
  }

  note(hit: Hit): void {
    this.#waiting.push(hit);
    this.#recordIn(LINGER);
  }

  /** Resolves when the hits until now are on record, or the database cannot take them. */
  async recorded(): Promise<void> {
    // The run that is under way may have begun before the last of them.
    await this.#recording;
    await (this.#recording ??= this.#record().finally(() => (this.#recording = undefined)));
  }

  /** Records what is there; what the database cannot take now is lost. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.recorded();
  }

  #recordIn(millis: number): void {
    if (!this.#isClosed) this.#timer ??= setTimeout(() => void this.recorded(), millis);
  }

  async #record(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const hits = [...this.#waiting];
    if (hits.length === 0) return;
    try {
      await this.#write(hits).catch((error: unknown) => this.#recordApart(hits, error));
    } catch (error) {
      this.#log.warn({ err: error, hits: this.length }, "hits of the cache wait for the database");
      // The oldest go first: a database that comes back late counts less, and no memory fills up.
      this.#waiting = this.#waiting.slice(-MOST_HITS);
      this.#recordIn(RETRY);
    }
  }

  /** Records the first that wait. */
  async #write(hits: readonly Hit[]): Promise<void> {
    await this.#store.write(async (tx) => {
      for (const { decision } of hits) await tx.run(insertCacheDecision, decision);
      for (const [id, { count, now }] of counted(hits)) await tx.run(noteCacheHit, { id, count, now });
      tx.afterCommit(() => this.#waiting.splice(0, hits.length));
    });
  }

  /**
   * Records hits that the database refused together, one by one (K3).
   *
   * @throws StoreUnavailable
   */
  async #recordApart(hits: readonly Hit[], cause: unknown): Promise<void> {
    if (cause instanceof StoreUnavailable) throw cause;
    this.#log.warn({ err: cause, hits: hits.length }, "hits of the cache are recorded one by one");
    for (const hit of hits)
      try {
        await this.#write([hit]);
      } catch (error) {
        if (error instanceof StoreUnavailable) throw error;
        this.#log.error({ err: error, hit: hit.decision.id }, "a hit of the cache was dropped: it cannot be stored");
        this.#waiting.shift();
      }
  }
}

/** Per result, in the order of their ids: of two servers that count the same results none waits for the other in turn. */
function counted(hits: readonly Hit[]): [string, { readonly count: number; readonly now: Micros }][] {
  const counts = new Map<string, { readonly count: number; readonly now: Micros }>();
  for (const { entryId, decision } of hits)
    counts.set(entryId, { count: (counts.get(entryId)?.count ?? 0) + 1, now: decision.at });
  return [...counts].sort(([one], [other]) => (one < other ? -1 : 1));
}
