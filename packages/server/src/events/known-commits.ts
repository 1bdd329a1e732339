/**
 * Which events and log lines were heard of lately, and from where on others may have been missed.
 *
 * It remembers two turns. What is older is behind the horizon: heard of by everybody, or gone.
 */

/** How far the clocks of servers may be apart, in milliseconds: half a turn, so that no line is missed or told again. */
const SLACK = 5_000;

interface Turn {
  readonly events: Set<number>;
  readonly logs: Set<string>;
  readonly firstEvent: number;
  readonly began: number;
}

export class KnownCommits {
  #lastEvent = 0;
  #old: Turn = { ...this.#fresh(), began: Date.now() - 2 * SLACK };
  #young = this.#old;

  /** Everything up to this event counts as heard of. */
  begin(lastEvent: number): void {
    this.#lastEvent = lastEvent;
    this.#old = { ...this.#old, firstEvent: lastEvent };
    this.#young = this.#old;
  }

  addEvents(seqs: readonly number[]): void {
    for (const seq of seqs) {
      this.#young.events.add(seq);
      if (seq > this.#lastEvent) this.#lastEvent = seq;
    }
  }

  addLogs(ids: readonly string[]): void {
    for (const id of ids) this.#young.logs.add(id);
  }

  /** Those that are new; from now on they are known. */
  freshEvents(seqs: readonly number[]): number[] {
    const fresh = seqs.filter((seq) => !this.#young.events.has(seq) && !this.#old.events.has(seq));
    this.addEvents(fresh);
    return fresh;
  }

  freshLogs(ids: readonly string[]): string[] {
    const fresh = ids.filter((id) => !this.#young.logs.has(id) && !this.#old.logs.has(id));
    this.addLogs(fresh);
    return fresh;
  }

  /** Forgets what is older than the turn that ends now. */
  turn(): void {
    this.#old = this.#young;
    this.#young = this.#fresh();
  }

  /** After which event, and after which id of a line, to look for what was missed. */
  horizon(): { readonly event: number; readonly log: string } {
    const millis = (this.#old.began + SLACK).toString(16).padStart(12, "0");
    return { event: this.#old.firstEvent, log: `${millis.slice(0, 8)}-${millis.slice(8)}-0000-0000-000000000000` };
  }

  #fresh(): Turn {
    return { events: new Set(), logs: new Set(), firstEvent: this.#lastEvent, began: Date.now() };
  }
}
