/**
 * The line of those who wait for slots at this server.
 *
 * N1. The turn comes by priority, then by how long somebody has waited. A limit without room for one gives nothing to
 *     those behind him, so that nobody overtakes who wants more; limits that he does not lack stay open to them.
 * N2. A release on this server is followed by a look at once. What comes free in other ways (decay, leases that run out,
 *     other servers) is looked for when it is expected, and every `RECHECK` at the latest: one look for all who wait.
 * N3. Looks follow one another: what becomes free during one leads to the next.
 */
import type { Micros } from "@weir/contract";
import type { SlotAsk, SlotsGiven } from "./give.ts";

/** Longest time between two looks, in milliseconds. */
const RECHECK = 2000;
/** Those who are looked at in one transaction. */
const BATCH = 100;

export interface Waiter extends SlotAsk {
  readonly priority: number;
  /** Since when it waits. */
  readonly since: Micros;
  /** Called once: with what was given, or with why nothing ever can be. */
  settle(outcome: SlotsGiven | Error): void;
}

/** What a look led to. */
export interface Look {
  readonly outcomes: ReadonlyMap<Waiter, SlotsGiven | Error>;
  /** Milliseconds after which something may come free by itself. */
  readonly next: number;
}

export class SlotLine {
  readonly #look: (waiters: readonly Waiter[]) => Promise<Look>;
  /** In the order of their turns. */
  #waiters: Waiter[] = [];
  #isLooking = false;
  #isAsked = false;
  #timer: NodeJS.Timeout | undefined;

  /** @param look gives slots to those of the waiters for whom there is room */
  constructor(look: (waiters: readonly Waiter[]) => Promise<Look>) {
    this.#look = look;
  }

  get length(): number {
    return this.#waiters.length;
  }

  /** Those who wait for a limit, in the order of their turns. */
  of(name: string): Waiter[] {
    return this.#waiters.filter(({ wanted }) => wanted.some((each) => each.name === name));
  }

  /** Whether somebody waits for one of the limits already. */
  isWaitedFor(wanted: SlotAsk["wanted"]): boolean {
    return this.#waiters.length > 0 && wanted.some(({ name }) => this.of(name).length > 0);
  }

  join(waiter: Waiter): void {
    const goesAfter = (other: Waiter): boolean =>
      other.priority < waiter.priority || (other.priority === waiter.priority && other.since > waiter.since);
    const index = this.#waiters.findIndex(goesAfter);
    this.#waiters.splice(index < 0 ? this.#waiters.length : index, 0, waiter);
    this.look();
  }

  /** Takes somebody out of the line; false if he is not in it. */
  leave(waiter: Waiter): boolean {
    const index = this.#waiters.indexOf(waiter);
    if (index < 0) return false;
    this.#waiters.splice(index, 1);
    if (this.#waiters.length === 0) clearTimeout(this.#timer);
    // Those behind him may have waited for no more than his turn.
    else this.look();
    return true;
  }

  /** The one who waits under this lease, if there is one. */
  find(leaseId: string): Waiter | undefined {
    return this.#waiters.find((waiter) => waiter.leaseId === leaseId);
  }

  /** Looks whether there is room: to be called when there may be. */
  look(): void {
    if (this.#waiters.length === 0) return;
    this.#isAsked = true;
    if (!this.#isLooking) void this.#lookAgain();
  }

  async #lookAgain(): Promise<void> {
    this.#isLooking = true;
    let next = RECHECK;
    while (this.#isAsked && this.#waiters.length > 0) {
      this.#isAsked = false;
      next = RECHECK;
      // A database that is out of reach: the next look tries again, and whoever waits has a time of his own.
      const look = await this.#look(this.#heads()).catch(() => undefined);
      if (!look) continue;
      next = Math.min(next, look.next);
      for (const [waiter, outcome] of look.outcomes) {
        const index = this.#waiters.indexOf(waiter);
        if (index >= 0) this.#waiters.splice(index, 1);
        waiter.settle(outcome);
      }
      // There may be room for those behind them, too.
      if (look.outcomes.size > 0) this.#isAsked = true;
    }
    this.#isLooking = false;
    clearTimeout(this.#timer);
    if (this.#waiters.length > 0) this.#timer = setTimeout(() => this.look(), next).unref();
  }

  /** The first of those who wait for each limit: nobody behind a whole batch of them can have a turn now. */
  #heads(): Waiter[] {
    const perLimit = new Map<string, number>();
    const heads: Waiter[] = [];
    for (const waiter of this.#waiters) {
      const counts = waiter.wanted.map(({ name }) => perLimit.get(name) ?? 0);
      if (counts.every((count) => count < BATCH)) heads.push(waiter);
      for (const { name } of waiter.wanted) perLimit.set(name, (perLimit.get(name) ?? 0) + 1);
    }
    return heads;
  }
}
