import { tryParseTime, type Micros } from "@weir/contract";
import { MINIMAL_FLOW_POLICY } from "../../rules/flow-run/policies.ts";
import { PAGE, pausedFlowRuns } from "../../storage/queries/due-flow-runs.ts";
import type { Context } from "../context.ts";
import { NOBODY } from "./nobody.ts";
import { setStateWithin } from "./set-state.ts";

const FIRST = "00000000-0000-0000-0000-000000000000";

/** Fails paused runs that nobody resumed in time; answers how many. */
export async function failExpiredPauses(context: Context, now: Micros): Promise<number> {
  let failed = 0;
  for (let after = FIRST; ;) {
    const page = await context.store.read((db) => db.all(pausedFlowRuns, { after }));
    for (const { id, timeout } of page) {
      const until = timeout === null ? undefined : tryParseTime(timeout);
      if (until === undefined || until >= now) continue;
      const answer = await context.store.write((tx) =>
        setStateWithin(
          context,
          tx,
          id,
          { type: "FAILED", message: "The flow was paused and never resumed." },
          MINIMAL_FLOW_POLICY,
          NOBODY,
        ),
      );
      if (answer.changed) failed++;
    }
    if (page.length < PAGE) return failed;
    after = page.at(-1)!.id;
  }
}
