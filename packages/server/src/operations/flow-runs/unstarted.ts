import { seconds, type Micros } from "@weir/contract";
import { CORE_FLOW_POLICY } from "../../rules/flow-run/policies.ts";
import { scheduled } from "../../rules/state.ts";
import { lockFlowRun } from "../../storage/queries/flow-runs.ts";
import { endedLeases } from "../../storage/queries/leases.ts";
import type { Context } from "../context.ts";
import { transition } from "./transition.ts";

const MESSAGE = "The worker that had claimed the run did not begin it in time.";

/** True where a claimed run has not begun in time; and no worker was kept from saying so by a server that was down. */
const isUnstarted = (
  run: { readonly state_type: string | null; readonly lease_expires: Micros | null },
  now: Micros,
): boolean => run.state_type === "PENDING" && run.lease_expires !== null && run.lease_expires <= now;

/**
 * Schedules runs again that a worker has claimed and not begun: it died, or its answer never came; answers how many.
 *
 * @param listeningSince since when workers could report without a break
 */
export async function rescheduleUnstarted(context: Context, now: Micros, listeningSince: Micros): Promise<number> {
  if (listeningSince + seconds(context.settings.server_pending_lease) > now) return 0;
  let changed = 0;
  const ended = await context.store.read((db) => db.all(endedLeases, { now }));
  for (const { id } of ended.filter((run) => isUnstarted(run, now)))
    changed += await context.store.write(async (tx) => {
      const row = await lockFlowRun(tx, id);
      if (!row || !isUnstarted(row, now)) return 0;
      const again = scheduled(now, { message: MESSAGE });
      const { entered } = await transition(context, tx, row, again, CORE_FLOW_POLICY);
      return entered ? 1 : 0;
    });
  return changed;
}
