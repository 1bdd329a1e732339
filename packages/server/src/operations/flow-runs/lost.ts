import type { Micros } from "@weir/contract";
import { isLost, lostMessage } from "../../rules/flow-run/lease.ts";
import { CORE_FLOW_POLICY } from "../../rules/flow-run/policies.ts";
import { propose } from "../../rules/state.ts";
import { lockFlowRun } from "../../storage/queries/flow-runs.ts";
import { endedLeases } from "../../storage/queries/leases.ts";
import type { Context } from "../context.ts";
import { transition } from "./transition.ts";

/**
 * Declares runs lost whose client was not heard of for the length of their lease: they crash, or are cancelled if
 * that was under way; answers how many.
 *
 * @param listeningSince since when signs of life could arrive without a break
 */
export async function crashLostRuns(context: Context, now: Micros, listeningSince: Micros): Promise<number> {
  let crashed = 0;
  for (;;) {
    const ended = await context.store.read((db) => db.all(endedLeases, { now }));
    const lost = ended.filter((run) => isLost(run, now, listeningSince));
    const answers = await Promise.all(lost.map(({ id }) => crashLostRun(context, id, now, listeningSince)));
    const changed = answers.filter(Boolean).length;
    crashed += changed;
    // What is not given up yet would be found again: stop when a page brought nothing.
    if (changed === 0) return crashed;
  }
}

/** Looks again, with the row held: a sign of life may have come meanwhile. */
const crashLostRun = (context: Context, id: string, now: Micros, listeningSince: Micros): Promise<boolean> =>
  context.store.write(async (tx) => {
    const row = await lockFlowRun(tx, id);
    if (!row || !isLost(row, now, listeningSince)) return false;
    const message = lostMessage({ ...row, lease_expires: row.lease_expires! }, now);
    // Somebody wanted its end, and it has come.
    const end = row.state_type === "CANCELLING" ? "CANCELLED" : "CRASHED";
    const { entered } = await transition(context, tx, row, propose(end, { message }), CORE_FLOW_POLICY, {
      declaresLost: true,
    });
    return entered !== null;
  });
