/** Ends the runs of a database whose only process is gone: nobody else will. */
import { formatTime, type Micros } from "@weir/contract";
import { MINIMAL_FLOW_POLICY } from "../../rules/flow-run/policies.ts";
import { readLastEvent, readLastLog, readUnendedFlowRuns } from "../../storage/queries/exports.ts";
import type { Context } from "../context.ts";
import { setStateWithin } from "./set-state.ts";

/** A run crashed at the last sign of life that was recorded, not when somebody found it so. */
export async function crashAbandonedRuns(context: Context): Promise<number> {
  const { store, clock } = context;
  const { runs, signs } = await store.read(async (db) => ({
    // A run of a deployment that is due is somebody else's to begin.
    runs: (await db.all(readUnendedFlowRuns, {})).filter(
      (run) => run.state_type !== "SCHEDULED" || run.deployment_id === null,
    ),
    // Every state of a run is told by an event.
    signs: [await db.first(readLastEvent, {}), await db.first(readLastLog, {})].flatMap((row) => row?.at ?? []),
  }));
  const at: Micros = Math.min(clock.now(), Math.max(0, ...signs) + 1);
  const message = `The process of the run was gone; its last sign of life was at ${formatTime(at)}.`;
  const then = { ...context, clock: { now: () => at } };
  for (const { id } of runs)
    await store.write((tx) =>
      setStateWithin(then, tx, id, { type: "CRASHED", message }, MINIMAL_FLOW_POLICY, { clientVersion: null }),
    );
  return runs.length;
}
