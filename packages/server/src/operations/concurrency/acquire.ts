/** The requests by which clients take and give back slots of limits that they name (spec CORE, 6.3). */
import { seconds, type MinimalConcurrencyLimitResponse } from "@weir/contract";
import { Refusal } from "../../platform/errors.ts";
import { retryAfter } from "../../rules/concurrency/retry-after.ts";
import { deniedSlots } from "../../rules/concurrency/decay.ts";
import { lockLimitsNamed, toMinimalLimit } from "../../storage/queries/concurrency-limits.ts";
import { renewLease } from "../../storage/queries/concurrency-slots.ts";
import type { Transaction } from "../../storage/store.ts";
import type { ConcurrencyLimitTable } from "../../storage/tables.ts";
import type { Context } from "../context.ts";
import { newLease, releaseUnleased, takeSlots, type Holder } from "./slots.ts";

/** Seconds that a lease is kept when the request does not say. */
export const LEASE_DURATION = 300;

export interface SlotRequest {
  readonly names: readonly string[];
  readonly slots: number;
  readonly mode?: "concurrency" | "rate_limit" | undefined;
}

const isActive = (limit: ConcurrencyLimitTable): boolean => limit.active === 1;

/** Limits that a request names; names that are none are passed over. Refuses what could never be granted. */
async function limitsFor(tx: Transaction, { names, slots, mode }: SlotRequest): Promise<ConcurrencyLimitTable[]> {
  const limits = await tx.rows(lockLimitsNamed(names, tx.dialect));
  const active = limits.filter(isActive);
  if (active.some(({ limit }) => limit < slots))
    throw new Refusal("invalid", "Slots requested is greater than the limit");
  const fixed = active.filter(({ slot_decay_per_second }) => slot_decay_per_second === 0);
  if (mode === "rate_limit" && fixed.length > 0)
    throw new Refusal(
      "invalid",
      `Only concurrency limits with slot decay can be used for rate limiting. The following limits do not have a decay configured: '${fixed.map(({ name }) => name).join(",")}'`,
    );
  return limits;
}

/**
 * Takes slots of all limits or refuses with the time after which to ask again.
 *
 * @param lease seconds to hold them under a lease; without, until they are given back
 */
async function take(
  context: Context,
  request: SlotRequest,
  leaseSeconds?: number,
  holder: Holder | null = null,
): Promise<{ readonly leaseId: string | null; readonly limits: MinimalConcurrencyLimitResponse[] }> {
  const now = context.clock.now();
  const lease = leaseSeconds === undefined ? null : newLease(now, leaseSeconds);
  const outcome = await context.store.write(async (tx) => {
    const limits = await limitsFor(tx, request);
    return { limits, taken: await takeSlots(tx, limits, request.slots, now, { lease, holder }) };
  });
  // Outside of the transaction, which notes the refusal.
  if (!outcome.taken) {
    const asked = outcome.limits.filter(isActive).map((limit) => ({ ...limit, denied_slots: deniedSlots(limit, now) }));
    throw new Refusal("locked", "Locked", { "retry-after": String(retryAfter(asked, request.slots, Math.random())) });
  }
  return { leaseId: lease?.id ?? null, limits: outcome.limits.map(toMinimalLimit) };
}

/** Takes slots that stay taken until they are given back, or decay. */
export const incrementSlots = async (
  context: Context,
  request: SlotRequest,
): Promise<MinimalConcurrencyLimitResponse[]> => (await take(context, request)).limits;

/** Takes slots for as long as the lease is renewed. */
export async function incrementSlotsWithLease(
  context: Context,
  request: SlotRequest & { readonly lease_duration?: number | undefined; readonly holder?: Holder | null | undefined },
): Promise<{ lease_id: string; limits: MinimalConcurrencyLimitResponse[] }> {
  const { leaseId, limits } = await take(context, request, request.lease_duration ?? LEASE_DURATION, request.holder);
  return { lease_id: leaseId!, limits };
}

/** Gives back slots that were taken without a lease. */
export const decrementSlots = (
  { store, clock, slots: line }: Context,
  body: {
    readonly names: readonly string[];
    readonly slots: number;
    readonly occupancy_seconds?: number | null | undefined;
  },
): Promise<MinimalConcurrencyLimitResponse[]> =>
  store.write(async (tx) => {
    const limits = await tx.rows(lockLimitsNamed(body.names, tx.dialect));
    for (const limit of limits.filter(isActive))
      await releaseUnleased(tx, limit, body.slots, body.occupancy_seconds ?? null, clock.now());
    tx.afterCommit(() => line.look());
    return limits.map(toMinimalLimit);
  });

export async function renewLeaseBy({ store, clock }: Context, leaseId: string, duration: number): Promise<void> {
  const now = clock.now();
  const renewed = await store.write((tx) =>
    tx.run(renewLease, { lease_id: leaseId, expires: now + seconds(duration), now }),
  );
  if (renewed === 0) throw new Refusal("gone", "Lease not found - it may have expired or been revoked");
}
