import { formatTime, seconds, type Micros } from "@weir/contract";
import { MARK_LATE_POLICY } from "../../rules/flow-run/policies.ts";
import { lateFlowRuns } from "../../storage/queries/due-flow-runs.ts";
import type { Context } from "../context.ts";
import { NOBODY } from "./nobody.ts";
import { setStateWithin } from "./set-state.ts";

/** Marks scheduled runs whose time has passed as late; answers how many. */
export async function markLateRuns(context: Context, now: Micros): Promise<number> {
  const before = now - seconds(context.settings.server_late_after);
  let marked = 0;
  for (;;) {
    const due = await context.store.read((db) => db.all(lateFlowRuns, { before }));
    const answers = await Promise.all(
      due.map(({ id, time }) =>
        context.store.write((tx) =>
          setStateWithin(
            context,
            tx,
            id,
            { type: "SCHEDULED", name: "Late", state_details: { scheduled_time: formatTime(time!) } },
            MARK_LATE_POLICY,
            NOBODY,
          ),
        ),
      ),
    );
    const changed = answers.filter((answer) => answer.changed).length;
    marked += changed;
    // What cannot be marked would be found again: stop when a page brought nothing.
    if (due.length === 0 || changed === 0) return marked;
  }
}
