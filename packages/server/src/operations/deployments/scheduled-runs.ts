import { parseTime, type FlowRunResponse } from "@weir/contract";
import { readDueRunsOfDeployment } from "../../storage/queries/due-work.ts";
import { toFlowRun } from "../../storage/queries/flow-runs.ts";
import { readUnreadyDeployments, stampPolled } from "../../storage/queries/deployments.ts";
import type { Context } from "../context.ts";
import { recordDeploymentEvent } from "./events.ts";

/**
 * The runs of deployments that are to start, the first one first: what a process that serves them asks for. That it asks
 * makes the deployments ready.
 */
export async function takeScheduledRuns(
  context: Context,
  deploymentIds: readonly string[],
  { before, limit }: { readonly before: string | undefined; readonly limit: number },
): Promise<FlowRunResponse[]> {
  if (deploymentIds.length === 0) return [];
  const now = context.clock.now();
  const until = before ? parseTime(before) : null;
  const rows = await context.store.read(async (db) => {
    const due = [];
    // One look into an index each: a process serves few deployments, and the table may hold many others' runs.
    for (const id of new Set(deploymentIds)) due.push(...(await db.rows(readDueRunsOfDeployment(id, until, limit))));
    return due.sort((a, b) => a.next_scheduled_start_time! - b.next_scheduled_start_time!).slice(0, limit);
  });
  await noteServed(context, deploymentIds);
  return rows.map((row) => toFlowRun(row, now));
}

/** Notes that somebody asks for the runs of deployments: that makes them ready. */
export const noteServed = (context: Context, ids: readonly string[]): Promise<void> =>
  context.store.write(async (tx) => {
    const now = context.clock.now();
    const unready = await tx.rows(readUnreadyDeployments(ids));
    await tx.change(stampPolled(ids, now));
    for (const row of unready) await recordDeploymentEvent(context, tx, "ready", row, now);
  });
