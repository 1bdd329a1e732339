import type { Event, Log } from "@weir/contract";
import type { Micros } from "@weir/contract";

/** An event after its commit, as listeners get it. */
export interface CommittedEvent {
  /** The event's place in the log. */
  readonly seq: number;
  readonly received: Micros;
  readonly event: Event;
}

/** A log line after its commit. */
export type CommittedLog = Log;
