import type { FlowRunResponse } from "@weir/contract";
import { pageOfFlowRuns } from "../../storage/queries/flow-run-lists.ts";
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
  const rows = await context.store.read((db) =>
    pageOfFlowRuns(
      db,
      {
        deployments: { id: { any_: [...deploymentIds] } },
        flow_runs: {
          state: { type: { any_: ["SCHEDULED"] } },
          ...(before ? { next_scheduled_start_time: { before_: before } } : {}),
        },
      },
      "NEXT_SCHEDULED_START_TIME_ASC",
      { limit, offset: 0 },
    ),
  );
  await context.store.write(async (tx) => {
    const unready = await tx.rows(readUnreadyDeployments(deploymentIds));
    await tx.change(stampPolled(deploymentIds, now));
    for (const row of unready) await recordDeploymentEvent(context, tx, "ready", row, now);
  });
  return rows.map((row) => toFlowRun(row, now));
}
