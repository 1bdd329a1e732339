/**
 * The lease of a running flow run: how long it lives without a sign of life from its client.
 *
 * L1. A run lives for three of its client's own heartbeats. A client that sends none has no lease, and never loses one.
 * L2. The interval of a client that says it is what it says. Of any other it is seen from its heartbeats: the longer of
 *     the last two gaps, since a client that begins anew (a retry) sends one out of turn.
 * L3. Any sign of life renews a lease; it is written again once a heartbeat's time has passed since it was written last,
 *     or, by a heartbeat, half of that. So a lease in the database never has less than two heartbeats of it used up
 *     while its client is heard of in time.
 *     A run that is being cancelled has one in any case: of a client that was never heard of, by `USUAL_HEARTBEAT`. When
 *     it ends the run is cancelled, whoever was to say so.
 * L4. No run is lost before somebody has listened for the length of its lease without a break.
 */
import { seconds, type Micros } from "@weir/contract";

/** Heartbeats that may stay away before a run is given up. */
export const MISSED_HEARTBEATS = 3;

/** What is assumed of a client until its interval is seen: the Python client's own default. */
export const USUAL_HEARTBEAT: Micros = seconds(180);

/** How long a lease lasts from the last sign of life. */
export const leaseLength = (heartbeat: Micros): Micros => MISSED_HEARTBEATS * heartbeat;

/** What was seen of a client's heartbeats: when the last one occurred, and the gap before it. */
export interface Cadence {
  readonly last: Micros | null;
  readonly gap: Micros | null;
  /** The interval, once it is known. */
  readonly heartbeat: Micros | null;
}

export const UNSEEN: Cadence = Object.freeze({ last: null, gap: null, heartbeat: null });

/**
 * What is known after another heartbeat.
 *
 * @param shortest the shortest interval that is believed
 */
export function afterHeartbeat(seen: Cadence, occurred: Micros, shortest: Micros): Cadence {
  if (seen.last === null) return { ...seen, last: occurred };
  const gap = occurred - seen.last;
  // Sent twice, or late: tells nothing of the interval.
  if (gap <= 0) return seen;
  const heartbeat = seen.gap === null ? seen.heartbeat : Math.max(gap, seen.gap, shortest);
  return { last: occurred, gap, heartbeat };
}

/** True where a sign of life is worth writing down. */
export const isRenewalDue = (
  renewed: Micros | null,
  heartbeat: Micros,
  now: Micros,
  sign: "heartbeat" | "other",
): boolean => renewed === null || now - renewed >= (sign === "heartbeat" ? heartbeat / 2 : heartbeat);

/** The interval by which a run in a state is given up; null where it is not. */
function intervalIn(type: string | null, heartbeat: Micros | null): Micros | null {
  if (type === "CANCELLING") return heartbeat ?? USUAL_HEARTBEAT;
  return type === "RUNNING" ? heartbeat : null;
}

/** The end of the lease that a run has after a transition; null where it has none. */
export function leaseAfter(type: string, heartbeat: Micros | null, now: Micros): Micros | null {
  const interval = intervalIn(type, heartbeat);
  return interval === null ? null : now + leaseLength(interval);
}

/** True where a run is to be given up. */
export function isLost(
  run: {
    readonly state_type: string | null;
    readonly lease_expires: Micros | null;
    readonly heartbeat: Micros | null;
  },
  now: Micros,
  listeningSince: Micros,
): boolean {
  const interval = intervalIn(run.state_type, run.heartbeat);
  return (
    interval !== null &&
    run.lease_expires !== null &&
    run.lease_expires <= now &&
    listeningSince + leaseLength(interval) <= now
  );
}

/** Why a run was given up. */
export const lostMessage = (
  run: { readonly state_type: string | null; readonly lease_expires: Micros; readonly heartbeat: Micros | null },
  now: Micros,
): string => {
  const heartbeat = run.heartbeat ?? USUAL_HEARTBEAT;
  const silent = Math.round((now - run.lease_expires + leaseLength(heartbeat)) / 1e6);
  const usual = +(heartbeat / 1e6).toFixed(1);
  if (run.state_type === "CANCELLING")
    return `The flow run was being cancelled, and nothing was heard of its process for ${silent} s.`;
  return `The flow run's process was lost: no sign of life for ${silent} s, where a heartbeat was due every ${usual} s.`;
};
