/** Who counts as being there, by the time that has passed since something was heard of them (spec CORE, 5.4). */
import { seconds, type Micros } from "@weir/contract";

/** Heartbeats that a worker may miss. */
const MISSED = 3;
/** Seconds between the heartbeats of a worker that does not say. */
const USUAL_INTERVAL = 30;
/** How long after the last question a queue or deployment still counts as asked for. */
const ASKED_WITHIN = seconds(60);

export const isWorkerOnline = (
  worker: { readonly last_heartbeat_time: Micros; readonly heartbeat_interval_seconds: number | null },
  now: Micros,
): boolean => now - worker.last_heartbeat_time <= seconds(worker.heartbeat_interval_seconds || USUAL_INTERVAL) * MISSED;

export const isAskedFor = (lastPolled: Micros | null, now: Micros): boolean =>
  lastPolled !== null && now - lastPolled <= ASKED_WITHIN;

/** Whoever was asked for before this instant counts no more. */
export const askedHorizon = (now: Micros): Micros => now - ASKED_WITHIN;
