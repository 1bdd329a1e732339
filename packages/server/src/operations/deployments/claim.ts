/** Claims for processes that serve deployments: a run is theirs as soon as it is due, not at their next question. */
import type { DeploymentClaim, FlowRunResponse } from "@weir/contract";
import {
  readDueRunsOfDeployment,
  readNextDueOfDeployments,
  readRunsClaimedOfDeployments,
} from "../../storage/queries/due-work.ts";
import { toFlowRun, type ListedFlowRun } from "../../storage/queries/flow-runs.ts";
import type { Reader } from "../../storage/store.ts";
import type { Caller, Context } from "../context.ts";
import { takeRuns, untilClaimed } from "../work-pools/wait-for-runs.ts";
import { noteServed } from "./scheduled-runs.ts";

/** `POST /weir/deployments/claim`. */
export async function claimRunsOfDeployments(
  context: Context,
  { deployment_ids: ids, token, limit = 1, wait = 0 }: DeploymentClaim,
  caller: Caller,
): Promise<FlowRunResponse[]> {
  const { store, clock } = context;
  await noteServed(context, ids);
  return untilClaimed(context, wait, caller, context.work.deploymentWaiter(ids), {
    before: async () => {
      if (token === undefined) return [];
      const rows = await store.read((db) => db.rows(readRunsClaimedOfDeployments(ids, token)));
      return rows.map((row) => toFlowRun(row, clock.now()));
    },
    due: async () => {
      // Most looks find nothing: they need no transaction.
      const found = await store.read((db) => dueRuns(db, ids, clock.now(), 1));
      if (found.length === 0) return [];
      return store.write(async (tx) =>
        takeRuns(context, tx, await dueRuns(tx, ids, clock.now(), limit), token, caller),
      );
    },
    untilNext: async (now) => {
      const [next] = await store.read((db) => db.rows(readNextDueOfDeployments(ids, now)));
      return next?.time == null ? Number.POSITIVE_INFINITY : Math.max(1, (next.time - now) / 1000);
    },
  });
}

/** Runs that anybody may begin, the one that is due first first. */
async function dueRuns(db: Reader, ids: readonly string[], now: number, limit: number): Promise<ListedFlowRun[]> {
  const due = [];
  for (const id of new Set(ids))
    due.push(...(await db.rows(readDueRunsOfDeployment(id, now, limit, { isFree: true }))));
  return due.sort((a, b) => a.next_scheduled_start_time! - b.next_scheduled_start_time!).slice(0, limit);
}
