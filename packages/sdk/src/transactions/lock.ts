/**
 * One at a time for each key: in this process by a line, between processes by a limit of one slot on the server, whose
 * lease ends with the process.
 */
import type { Backend } from "../backend.ts";
import { fileKey } from "../caching/policy.ts";
import { acquire } from "../concurrency/acquire.ts";
import { HeldLease, LEASE_SECONDS } from "../concurrency/lease.ts";

export interface Lock {
  /** Aborted when somebody else may have it. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** Name of the limit that stands for a key, which may be any text. */
const limitOf = (key: string): string => `transaction:${fileKey(key)}`;

/** @throws WaitTimedOut, or the reason of the signal */
export async function takeLock(
  backend: Backend,
  key: string,
  millis: number | undefined,
  signal: AbortSignal | undefined,
): Promise<Lock> {
  const name = limitOf(key);
  await backend.api.concurrencyLimitsV2.create({ name, limit: 1 }).catch((error: unknown) => {
    if ((error as { readonly code?: unknown }).code !== "conflict") throw error;
  });
  const request = { wanted: [{ name, slots: 1 }], leaseSeconds: LEASE_SECONDS, holder: undefined };
  const { leaseIds } = await acquire(backend.api, request, { millis, signal });
  return new HeldLease(backend, leaseIds, LEASE_SECONDS);
}
