/** `POST /weir/concurrency_slots/acquire`: slots of several limits for one caller, who may wait in line for them. */
import { seconds, type SlotClaim, type SlotGrant } from "@weir/contract";
import { Refusal } from "../../platform/errors.ts";
import { retryAfter } from "../../rules/concurrency/retry-after.ts";
import type { Caller, Context } from "../context.ts";
import { LEASE_DURATION } from "./acquire.ts";
import { give, type SlotAsk, type SlotsGiven } from "./give.ts";
import type { Waiter } from "./line.ts";
import { releaseLease } from "./slots.ts";

/** Seconds after which a caller asks again who would not wait, behind others who do. */
const BEHIND_OTHERS = 1;

export async function claimSlots(context: Context, body: SlotClaim, caller: Caller): Promise<SlotGrant> {
  const ask: SlotAsk = {
    leaseId: body.lease_id,
    wanted: body.wanted,
    mode: body.mode ?? "concurrency",
    leaseSeconds: body.lease_duration ?? LEASE_DURATION,
    holder: body.holder ?? null,
  };
  const { slots: line, store, clock } = context;
  let wait = String(BEHIND_OTHERS);
  // Whoever waits already goes first.
  if (!line.isWaitedFor(ask.wanted)) {
    const given = await store.write((tx) => give(tx, ask, clock.now()));
    if ("leaseId" in given) return grantOf(given);
    wait = String(retryAfter(given, ask.wanted[0]!.slots, Math.random()));
  }
  const given = body.wait ? await waitInLine(context, ask, body, caller) : undefined;
  if (!given) throw new Refusal("locked", "Locked", { "retry-after": body.wait ? "0" : wait });
  return grantOf(given);
}

const grantOf = ({ leaseId, names }: SlotsGiven): SlotGrant => ({ lease_id: leaseId, names: [...names] });

/** Waits for the caller's turn; gives `undefined` if it did not come in time, or he has gone. */
async function waitInLine(
  context: Context,
  ask: SlotAsk,
  { wait = 0, waited = 0, priority = 0 }: SlotClaim,
  caller: Caller,
): Promise<SlotsGiven | undefined> {
  const { clock, slots: line, work } = context;
  const left = caller.gone?.();
  const gone = left ? AbortSignal.any([left, work.stopped]) : work.stopped;
  if (gone.aborted) return undefined;
  const { promise, resolve } = Promise.withResolvers<SlotsGiven | Error | undefined>();
  const waiter: Waiter = { ...ask, priority, since: clock.now() - seconds(waited), settle: resolve };
  const giveUp = (): void => {
    // Somebody who is out of the line has been given his slots, and hears of it.
    if (line.leave(waiter)) resolve(undefined);
  };
  const timer = setTimeout(giveUp, wait * 1000);
  gone.addEventListener("abort", giveUp, { once: true });
  line.join(waiter);
  const outcome = await promise;
  clearTimeout(timer);
  gone.removeEventListener("abort", giveUp);
  if (outcome instanceof Error) throw outcome;
  // Given to somebody who is no longer there to hear of it.
  if (outcome?.leaseId && left?.aborted) await giveBack(context, outcome.leaseId);
  return outcome;
}

/** Gives back what a lease holds, or leaves the line in which it waits. False if there is no such lease. */
export async function giveBack({ slots: line, store, clock }: Context, leaseId: string): Promise<boolean> {
  const waiter = line.find(leaseId);
  if (waiter && line.leave(waiter)) waiter.settle({ leaseId: null, names: [] });
  const released = await store.write((tx) => releaseLease(tx, leaseId, clock.now()));
  line.look();
  return released !== undefined;
}
