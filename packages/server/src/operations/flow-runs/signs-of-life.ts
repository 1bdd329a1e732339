/**
 * What was heard of running flow runs: kept in memory, so that the paths that bring most signs of life pay a look into
 * a map for them, and a write to the database only when a good part of a lease is used up (rules/flow-run/lease.ts).
 *
 * G1. It is a cache: without it, after a restart or on another server, the next heartbeat writes the lease again.
 * G2. It is bounded: of too many runs, those written longest ago are forgotten.
 */
import type { Micros } from "@weir/contract";
import { afterHeartbeat, isRenewalDue, UNSEEN, USUAL_HEARTBEAT, type Cadence } from "../../rules/flow-run/lease.ts";

/** Most runs that are remembered. */
const MOST = 50_000;

interface Known {
  cadence: Cadence;
  /** The interval on the run's row; null until it was read. */
  readonly heartbeat: Micros | null;
  /** When the row's lease was last written. */
  readonly renewed: Micros | null;
}

/** A lease to be written. */
export interface Renewal {
  readonly id: string;
  /** The interval that was seen; null where what the row says holds. */
  readonly seen: Micros | null;
  /** What holds where the row says nothing either. */
  readonly assumed: Micros;
}

export class SignsOfLife {
  readonly #shortest: Micros;
  readonly #runs = new Map<string, Known>();

  /** @param shortest the shortest interval that is believed of a client that does not say it */
  constructor(shortest: Micros) {
    this.#shortest = shortest;
  }

  /**
   * A heartbeat; answers the renewal that is due, if one is.
   *
   * @param told true if its client is of those that say how often they send it: then there is nothing to be seen
   */
  heartbeat(id: string, occurred: Micros, now: Micros, told: boolean): Renewal | undefined {
    const known = this.#runs.get(id) ?? { cadence: UNSEEN, heartbeat: null, renewed: null };
    const before = known.cadence.heartbeat;
    if (!told) known.cadence = afterHeartbeat(known.cadence, occurred, this.#shortest);
    const seen = known.cadence.heartbeat;
    this.#keep(id, known);
    const interval = known.heartbeat ?? seen ?? USUAL_HEARTBEAT;
    if (seen === before && !isRenewalDue(known.renewed, interval, now, "heartbeat")) return undefined;
    return { id, seen, assumed: USUAL_HEARTBEAT };
  }

  /** Any other sign; answers the renewal that is due, if one is. A run that no heartbeat was seen of has no lease. */
  other(id: string, now: Micros): Renewal | undefined {
    const known = this.#runs.get(id);
    if (!known || known.heartbeat === null) return undefined;
    if (!isRenewalDue(known.renewed, known.heartbeat, now, "other")) return undefined;
    return { id, seen: null, assumed: known.heartbeat };
  }

  /** The run's lease was written. What was seen of its heartbeats before a new beginning says nothing of those after. */
  renewed(id: string, heartbeat: Micros, now: Micros, beginsAnew = false): void {
    this.#keep(id, {
      cadence: (!beginsAnew && this.#runs.get(id)?.cadence) || UNSEEN,
      heartbeat,
      renewed: now,
    });
  }

  /** The lease of the run could not be written: it does not run, or is being changed. The next heartbeat tells. */
  unknown(id: string): void {
    const known = this.#runs.get(id);
    if (known) this.#runs.set(id, { ...known, heartbeat: null, renewed: null });
  }

  #keep(id: string, known: Known): void {
    this.#runs.delete(id);
    this.#runs.set(id, known);
    if (this.#runs.size > MOST) this.#runs.delete(this.#runs.keys().next().value!);
  }
}
