/**
 * Slots that are held: their leases are renewed until they are given back, and run out with the process.
 *
 * L1  Slots count as lost once the server says so, or once no renewal has come through for as long as the lease lasts:
 *     never later than others may have them.
 * L2  It keeps no process alive.
 */
import type { Backend } from "../backend.ts";
import { elapsed } from "../engine/clock.ts";
import { backgroundAlarm } from "../engine/sleep.ts";
import { WeirError } from "../errors.ts";
import { writeLine } from "../logging/console.ts";

/** Slots that were held have been lost: their lease was revoked, or could not be renewed in time. */
export class SlotsLost extends WeirError {
  static override readonly code: string = "slots_lost";
}

/** How long slots stay taken after the death of their holder, in seconds, where nobody says. */
export const LEASE_SECONDS = 60;

/** Renewals in the time that a lease lasts: two may fail. */
const RENEWALS = 3;

export class HeldLease {
  readonly #backend: Backend;
  readonly #ids: readonly string[];
  readonly #seconds: number;
  readonly #lost = new AbortController();
  #stopRenewing: () => void;
  #stopExpiring: () => void;

  constructor(backend: Backend, ids: readonly string[], seconds: number) {
    this.#backend = backend;
    this.#ids = ids;
    this.#seconds = seconds;
    this.#stopRenewing = this.#renewLater();
    this.#stopExpiring = this.#expireIn(seconds * 1000);
  }

  /** Aborted, with `SlotsLost`, when the slots are no longer held. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** Gives the slots back. Never rejects: what does not reach the server comes free when the lease runs out. */
  async release(): Promise<void> {
    this.#stop();
    const { api } = this.#backend;
    for (const lease_id of this.#ids)
      await api.concurrencyLimitsV2.decrementWithLease({ lease_id }).catch((error: unknown) => {
        const then = `they come free within ${this.#seconds} s`;
        writeLine("warn", "", `slots could not be given back (${String(error)}); ${then}`, new Date());
      });
  }

  #renewLater(): () => void {
    return backgroundAlarm((this.#seconds * 1000) / RENEWALS, () => {
      this.#stopRenewing = this.#renewLater();
      void this.#renew();
    });
  }

  async #renew(): Promise<void> {
    const sent = elapsed();
    try {
      for (const lease_id of this.#ids)
        await this.#backend.api.concurrencyLimitsV2.renewLease({ lease_id }, { lease_duration: this.#seconds });
    } catch (error) {
      // Anything else may pass: the next renewal tries again, and the lease's end is watched.
      if ((error as { readonly code?: unknown }).code === "gone") this.#lose("the server has revoked their lease");
      return;
    }
    if (this.#lost.signal.aborted) return;
    this.#stopExpiring();
    this.#stopExpiring = this.#expireIn(this.#seconds * 1000 - (elapsed() - sent));
  }

  #expireIn(millis: number): () => void {
    return backgroundAlarm(millis, () => this.#lose("their lease could not be renewed in time"));
  }

  #lose(why: string): void {
    this.#stop();
    this.#lost.abort(new SlotsLost(`slots were lost: ${why}`));
  }

  #stop(): void {
    this.#stopRenewing();
    this.#stopExpiring();
  }
}
