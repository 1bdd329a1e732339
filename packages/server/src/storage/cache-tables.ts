/** The tables of cached results; see `tables.ts`. */
import type { Micros } from "@weir/contract";

export interface CacheEntryTable {
  id: string;
  namespace: string;
  key: string;
  task_name: string;
  task_version: string | null;
  /** As JSON, as is `parts`. */
  tags: string;
  parts: string;
  flow_run_id: string | null;
  task_run_id: string;
  created: Micros;
  expires: Micros | null;
  used: Micros;
  hits: number;
  /** Characters of the encoded value. */
  size: number;
  digest: string;
  /** The encoded value, if it is short; else it lies where it was made. */
  value: string | null;
  host: string;
  path: string;
}

/** Somebody who makes a value that others wait for. */
export interface CacheLeaseTable {
  id: string;
  namespace: string;
  key: string;
  task_run_id: string;
  since: Micros;
  expires: Micros;
}

export interface CacheDecisionTable {
  id: string;
  at: Micros;
  namespace: string;
  key: string;
  task_name: string;
  flow_run_id: string | null;
  task_run_id: string;
  outcome: string;
  reason: string | null;
  message: string;
  /** As JSON, as is `nearest`. */
  changed: string;
  nearest: string | null;
}

/** When something of a namespace was cleared last. */
export interface CacheClearingTable {
  namespace: string;
  cleared: Micros;
}

export interface CacheTables {
  cache_entry: CacheEntryTable;
  cache_lease: CacheLeaseTable;
  cache_decision: CacheDecisionTable;
  cache_clearing: CacheClearingTable;
}
