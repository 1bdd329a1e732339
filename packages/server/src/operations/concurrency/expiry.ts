import type { Micros } from "@weir/contract";
import { readExpiredLeases } from "../../storage/queries/concurrency-slots.ts";
import type { Context } from "../context.ts";
import { releaseLease } from "./slots.ts";

/** Leases that are cleared away in one transaction. */
const BATCH = 100;

/**
 * Clears away leases that ran out; answers how many. Their slots were free from that moment on: this keeps the table
 * small, and lets the limits learn how long slots are held.
 */
export async function removeExpiredLeases({ store }: Context, now: Micros): Promise<number> {
  for (let removed = 0; ;) {
    const batch = await store.write(async (tx) => {
      const expired = await tx.all(readExpiredLeases, { now, limit: BATCH });
      for (const { lease_id } of expired) await releaseLease(tx, lease_id!, now);
      return expired.length;
    });
    removed += batch;
    if (batch < BATCH) return removed;
  }
}
