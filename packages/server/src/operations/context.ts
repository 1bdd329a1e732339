import type { Settings } from "@weir/contract";
import type { Clock } from "../platform/clock.ts";
import type { Meters } from "../platform/meters.ts";
import type { Vault } from "../platform/vault.ts";
import type { Store } from "../storage/store.ts";
import type { CommittedEvent, CommittedLog, CommittedRunChange } from "../storage/outbox.ts";
import type { KeyRing } from "./access-keys.ts";
import type { CacheHits } from "./cache/hits.ts";
import type { SlotLine } from "./concurrency/line.ts";
import type { EventInbox } from "./event-inbox.ts";
import type { SignsOfLife } from "./flow-runs/signs-of-life.ts";
import type { WorkSignals } from "./work-pools/signals.ts";

/** What `app.ts` hands to every operation. */
export interface Context {
  readonly store: Store;
  readonly clock: Clock;
  readonly settings: Settings;
  /** Seals what must not be readable in the database. */
  readonly vault: Vault;
  /** What the server counts of itself. */
  readonly meters: Meters;
  /** Who may use the server. */
  readonly keys: KeyRing;
  /** Takes in events that are recorded a moment later. */
  readonly inbox: EventInbox;
  /** Hits of the cache that are recorded a moment later. */
  readonly hits: CacheHits;
  /** What was heard of running flow runs. */
  readonly signs: SignsOfLife;
  /** Wakes those who wait for work. */
  readonly work: WorkSignals;
  /** Those who wait for slots. */
  readonly slots: SlotLine;
  /** Tells the listeners what has been committed; set by `app.ts`, called only after commit. */
  readonly committed: {
    events(events: readonly CommittedEvent[]): void;
    logs(logs: readonly CommittedLog[]): void;
    runChanges(changes: readonly CommittedRunChange[]): void;
  };
}

/** Who asks. */
export interface Caller {
  /** Version of a Prefect client, from its User-Agent; null for any other. */
  readonly clientVersion: string | null;
  /** True for clients that understand the `weir` key. */
  readonly isWeir: boolean;
  /** The automation on whose behalf the request is made. */
  readonly automation: { readonly id: string; readonly name: string | null } | null;
  /** The address the caller used, up to and without `/api`. */
  readonly baseUrl: string;
  /** True where a dashboard asks, which only looks. */
  readonly isDashboard: boolean;
  /** Aborted when the client has gone; undefined where that cannot be known. */
  readonly gone: (() => AbortSignal) | undefined;
  /** When the request arrived, in microseconds: a state newer than this was made by it. */
  readonly arrived: number;
}
