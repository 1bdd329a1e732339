/** What of a server's condition somebody should look at. */
import type { ServerStatus, ServerWarning } from "@weir/contract";

const GIB = 1024 ** 3;
/** A disk is nearly full below this part of it, or this many bytes, whichever is less. */
const LITTLE_LEFT = { part: 0.1, bytes: 5 * GIB };
/** A service is late after so many of its intervals, and no earlier than after so many seconds. */
const LATE = { intervals: 5, seconds: 60 };
/** Seconds that events may wait for automations. */
const BEHIND = 60;
/** Seconds that one of a hundred things due may wait for the event loop. */
const SLOW = 0.25;

export interface WarningFacts extends Pick<ServerStatus, "database" | "services" | "event_loop"> {
  /** Whether runs and logs are ever removed. */
  readonly removesOld: boolean;
  /** Seconds that the oldest event waits for automations. */
  readonly eventsBehind: number;
}

export const gigabytes = (bytes: number): string => `${(bytes / GIB).toFixed(bytes < 10 * GIB ? 2 : 0)} GiB`;

export function serverWarnings({
  database,
  services,
  event_loop,
  removesOld,
  eventsBehind,
}: WarningFacts): ServerWarning[] {
  const warnings: ServerWarning[] = [];
  const warn = (code: ServerWarning["code"], message: string): void => void warnings.push({ code, message });
  const { disk } = database;
  if (disk && disk.free < Math.min(disk.size * LITTLE_LEFT.part, LITTLE_LEFT.bytes))
    warn(
      "disk_nearly_full",
      `the disk of the database has ${gigabytes(disk.free)} left of ${gigabytes(disk.size)}` +
        (removesOld ? "" : "; runs and logs are kept for ever: WEIR_SERVER_RUNS_RETENTION changes that"),
    );
  for (const { name, failing, lag, interval, running } of services) {
    if (failing) warn("service_failing", `the last run of the service ${name} failed: the server's log says why`);
    if (running && lag > Math.max(LATE.seconds, LATE.intervals * interval))
      warn("service_late", `the service ${name} is ${Math.round(lag)} s behind its time`);
  }
  if (eventsBehind > BEHIND)
    warn("automations_behind", `automations have not read events of ${Math.round(eventsBehind)} s ago`);
  if (event_loop.p99 > SLOW)
    warn("event_loop_slow", `the server is busy: one of a hundred things due waits ${event_loop.p99.toFixed(2)} s`);
  return warnings;
}
