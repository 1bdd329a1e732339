import type { Event, Log, Micros } from "@weir/contract";

/** An event after its commit, as listeners get it. */
export interface CommittedEvent {
  /** The event's place in the log. */
  readonly seq: number;
  readonly occurred: Micros;
  readonly received: Micros;
  readonly event: Event;
  /** The event as JSON text, as it is stored: without `received`. */
  readonly text: string;
}

/** A log line after its commit. */
export type CommittedLog = Log;

/** What happens to a flow run without an event of the protocol. */
export interface CommittedRunChange {
  readonly flowRunId: string;
  /** `deleted`: it is gone. `details`: its name, tags or parameters have changed. */
  readonly kind: "deleted" | "details";
}
