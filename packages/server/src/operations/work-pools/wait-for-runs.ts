/**
 * Waiting for runs to be due, and taking them: what those who ask for the work of a pool and those who serve deployments
 * have in common.
 *
 * F1. What becomes due, or makes room, is noticed at once; what other servers did not tell, within `RECHECK`.
 * F2. Nothing is claimed for a caller who has gone, and nobody keeps a server from stopping.
 */
import { seconds, type FlowRunResponse, type Micros } from "@weir/contract";
import { CORE_FLOW_POLICY } from "../../rules/flow-run/policies.ts";
import { readFlowRun, toFlowRun } from "../../storage/queries/flow-runs.ts";
import { leasePending } from "../../storage/queries/leases.ts";
import type { Transaction } from "../../storage/store.ts";
import type { Caller, Context } from "../context.ts";
import { setStateWithin } from "../flow-runs/set-state.ts";
import type { Waiter } from "./signals.ts";

/** Longest time between two looks, in milliseconds. */
const RECHECK = 2000;

/** Where runs are looked for. */
export interface Looks {
  /** What an earlier request of the same token was given, and its answer got lost. */
  readonly before: () => Promise<FlowRunResponse[]>;
  /** What is due now, for this caller alone. */
  readonly due: () => Promise<FlowRunResponse[]>;
  /** Milliseconds from an instant until the next run after it is due; without end, where none is scheduled. */
  readonly untilNext: (looked: Micros) => Promise<number>;
}

/** @param wait seconds to wait for a run, if none is due */
export async function untilClaimed(
  { clock, work }: Context,
  wait: number,
  caller: Caller,
  waiter: Waiter,
  { before, due, untilNext }: Looks,
): Promise<FlowRunResponse[]> {
  const deadline = clock.now() + seconds(wait);
  const left = wait > 0 ? caller.gone?.() : undefined;
  const gone = left ? AbortSignal.any([left, work.stopped]) : work.stopped;
  try {
    const given = await before();
    if (given.length > 0) return given;
    for (;;) {
      // From before the look: what becomes due during it must not fall between the look and the next.
      const looked = clock.now();
      const claimed = gone.aborted ? [] : await due();
      const now = clock.now();
      if (claimed.length > 0 || now >= deadline || gone.aborted) return claimed;
      await waiter.next(Math.min(RECHECK, (deadline - now) / 1000, await untilNext(looked)), gone);
    }
  } finally {
    waiter.stop();
  }
}

/** Claims runs for a caller, by the same rules as anybody's claim; answers those that it got. */
export async function takeRuns(
  context: Context,
  tx: Transaction,
  due: readonly { readonly id: string }[],
  token: string | undefined,
  caller: Caller,
): Promise<FlowRunResponse[]> {
  const details = token === undefined ? {} : { state_details: { transition_id: token } };
  const claimed: FlowRunResponse[] = [];
  const term = seconds(context.settings.server_pending_lease);
  for (const { id } of due) {
    const proposal = { type: "PENDING" as const, ...details };
    const { result } = await setStateWithin(context, tx, id, proposal, CORE_FLOW_POLICY, caller);
    if (result.status !== "ACCEPT") continue;
    if (term > 0) await tx.run(leasePending, { id, until: context.clock.now() + term });
    const row = await tx.first(readFlowRun, { id });
    if (row) claimed.push(toFlowRun(row, context.clock.now()));
  }
  return claimed;
}
