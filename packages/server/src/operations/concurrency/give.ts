/** Gives slots to those who ask for them, in their order, as far as there are any. */
import { toSeconds, type Micros, type WantedSlots } from "@weir/contract";
import { Refusal } from "../../platform/errors.ts";
import { lockLimitsNamed } from "../../storage/queries/concurrency-limits.ts";
import { readLease, readNextExpiry } from "../../storage/queries/concurrency-slots.ts";
import type { Store, Transaction } from "../../storage/store.ts";
import type { ConcurrencyLimitTable } from "../../storage/tables.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Look, Waiter } from "./line.ts";
import { newLease, takeSlotsOf, type Holder } from "./slots.ts";

/** What somebody asks for. */
export interface SlotAsk {
  /** Chosen by whoever asks. */
  readonly leaseId: string;
  readonly wanted: readonly WantedSlots[];
  readonly mode: "concurrency" | "rate_limit";
  readonly leaseSeconds: number;
  readonly holder: Holder | null;
}

/** What was given. */
export interface SlotsGiven {
  /** Null where nothing is held. */
  readonly leaseId: string | null;
  readonly names: readonly string[];
}

/** A look at a time that has come too early costs little, and one too often much: milliseconds. */
const SOONEST = 5;

/** The slots that are asked of each limit; the same limit may be named more than once. */
export const slotsByName = (wanted: readonly WantedSlots[]): ReadonlyMap<string, number> => {
  const slots = new Map<string, number>();
  for (const { name, slots: count } of wanted) slots.set(name, (slots.get(name) ?? 0) + count);
  return slots;
};

/**
 * Gives slots to one who asks.
 *
 * @returns what was given, or the limits without room
 * @throws Refusal where there never can be room
 */
export async function give(
  tx: Transaction,
  ask: SlotAsk,
  now: Micros,
): Promise<SlotsGiven | readonly ConcurrencyLimitTable[]> {
  const slots = slotsByName(ask.wanted);
  const limits = await tx.rows(lockLimitsNamed([...slots.keys()], tx.dialect));
  const names = limits.map(({ name }) => name);
  const active = limits.filter((limit) => limit.active === 1);
  const slotsOf = ({ name }: ConcurrencyLimitTable): number => slots.get(name)!;
  const small = active.find((limit) => slotsOf(limit) > limit.limit);
  if (small)
    throw new Refusal(
      "invalid",
      `Slots requested is greater than the limit: ${slotsOf(small)} of ${small.name}, which has ${small.limit}`,
    );
  const isRate = ask.mode === "rate_limit";
  const fixed = isRate ? active.filter(({ slot_decay_per_second: decay }) => decay === 0) : [];
  if (fixed.length > 0)
    throw new Refusal(
      "invalid",
      `not a rate limit, for it has no slot decay: ${fixed.map(({ name }) => name).join(", ")}`,
    );
  if (active.length === 0) return { leaseId: null, names };
  // A request that was repeated because its answer got lost.
  if (!isRate && (await tx.all(readLease, { lease_id: ask.leaseId })).length > 0)
    return { leaseId: ask.leaseId, names };
  const lease = isRate ? null : { ...newLease(now, ask.leaseSeconds), id: ask.leaseId };
  const full = await takeSlotsOf(tx, active, slotsOf, now, { lease, holder: isRate ? null : ask.holder });
  return full.length > 0 ? full : { leaseId: lease?.id ?? null, names };
}

/** A look for all who wait, in the order of their turns: one transaction. */
export const giveInOrder =
  ({ store, clock }: { readonly store: Store; readonly clock: Clock }) =>
  (waiters: readonly Waiter[]): Promise<Look> =>
    store.write(async (tx) => {
      // All at once and in one order: two servers that look at the same time do not wait for each other.
      const names = new Set(waiters.flatMap(({ wanted }) => wanted.map(({ name }) => name)));
      await tx.rows(lockLimitsNamed([...names], tx.dialect));
      const now = clock.now();
      const shut = new Map<string, ConcurrencyLimitTable>();
      const outcomes = new Map<Waiter, SlotsGiven | Error>();
      for (const waiter of waiters) {
        if (waiter.wanted.some(({ name }) => shut.has(name))) continue;
        try {
          const given = await give(tx, waiter, now);
          if ("leaseId" in given) outcomes.set(waiter, given);
          else for (const limit of given) shut.set(limit.name, limit);
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          outcomes.set(waiter, error);
        }
      }
      return { outcomes, next: await untilFree(tx, [...shut.values()], now) };
    });

/** Milliseconds until a slot of these limits may come free with nobody giving it back. */
async function untilFree(tx: Transaction, limits: readonly ConcurrencyLimitTable[], now: Micros): Promise<number> {
  if (limits.length === 0) return Infinity;
  const ids = limits.map(({ id }) => id);
  const [expiry] = await tx.rows(readNextExpiry(ids, now));
  const times = limits.flatMap(({ slot_decay_per_second: decay, decayed }) =>
    decay > 0 ? 1000 * (1 / decay - toSeconds(now - decayed)) : [],
  );
  if (expiry?.time != null) times.push((Number(expiry.time) - now) / 1000);
  return Math.max(SOONEST, Math.min(...times, Infinity));
}
