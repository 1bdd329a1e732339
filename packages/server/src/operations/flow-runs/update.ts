import type { FlowRunPolicy, FlowRunUpdate } from "@weir/contract";
import { notFound, Refusal } from "../../platform/errors.ts";
import { randomName } from "../../platform/names.ts";
import { deleteSlotsOfHolder } from "../../storage/queries/concurrency-slots.ts";
import {
  deleteFlowRun,
  deleteFlowRunLogs,
  lockFlowRun,
  updateFlowRunDetails,
  type FlowRunDetails,
  type FlowRunRow,
} from "../../storage/queries/flow-runs.ts";
import { readDeployment } from "../../storage/queries/deployments.ts";
import type { Transaction } from "../../storage/store.ts";
import type { Context } from "../context.ts";
import { checkRunVariables } from "../deployments/work-queue.ts";
import { encodeParameters, normalPolicy } from "./create.ts";

async function change(
  context: Context,
  id: string,
  changes: (row: FlowRunRow, tx: Transaction) => Partial<FlowRunDetails> | Promise<Partial<FlowRunDetails>>,
): Promise<void> {
  await context.store.write(async (tx) => {
    const row = await lockFlowRun(tx, id);
    if (!row) throw notFound("Flow run");
    await tx.run(updateFlowRunDetails, { ...row, ...(await changes(row, tx)), updated: context.clock.now() });
    tx.afterCommit(() => context.committed.runChanges([{ flowRunId: id, kind: "details" }]));
  });
}

/** `PATCH /flow_runs/{id}`: changes what the body has. An empty name asks for a new random one. */
export const updateFlowRun = (context: Context, id: string, body: FlowRunUpdate): Promise<void> =>
  change(context, id, async (row, tx) => {
    if (body.job_variables !== undefined && (row.state_type !== "SCHEDULED" || !row.deployment_id))
      throw new Refusal(
        "bad_request",
        row.deployment_id
          ? `Job variables for a flow run in state ${row.state_type} cannot be updated`
          : "A deployment for the flow run could not be found",
      );
    const deployment =
      body.job_variables && row.deployment_id ? await tx.first(readDeployment, { id: row.deployment_id }) : undefined;
    if (deployment) await checkRunVariables(context, tx, deployment, body.job_variables, "updating flow run");
    return {
      ...(body.name === undefined ? {} : { name: body.name || randomName() }),
      ...(body.flow_version === undefined ? {} : { flow_version: body.flow_version }),
      ...(body.parameters === undefined ? {} : { parameters: encodeParameters(context, body.parameters) }),
      ...(body.empirical_policy === undefined
        ? {}
        : {
            empirical_policy: JSON.stringify(
              normalPolicy({ ...(JSON.parse(row.empirical_policy) as FlowRunPolicy), ...body.empirical_policy }),
            ),
          }),
      ...(body.tags === undefined ? {} : { tags: JSON.stringify(body.tags) }),
      ...(body.infrastructure_pid === undefined ? {} : { infrastructure_pid: body.infrastructure_pid }),
      ...(body.job_variables === undefined ? {} : { job_variables: JSON.stringify(body.job_variables) }),
    };
  });

/** `PATCH /flow_runs/{id}/labels`: adds to the labels, replacing those of the same name. */
export const updateFlowRunLabels = (context: Context, id: string, labels: Record<string, unknown>): Promise<void> =>
  change(context, id, (row) => ({
    labels: JSON.stringify({ ...(JSON.parse(row.labels) as object), ...labels }),
  }));

/** Deletes a run with its states, task runs, inputs and logs, and gives back what slots it held; answers false if there is none. */
export async function deleteFlowRunWithin(
  { committed }: Pick<Context, "committed">,
  tx: Transaction,
  id: string,
): Promise<boolean> {
  if ((await tx.run(deleteFlowRun, { id })) === 0) return false;
  await tx.run(deleteFlowRunLogs, { id });
  await tx.run(deleteSlotsOfHolder, { holder_type: "flow_run", holder_id: id });
  tx.afterCommit(() => committed.runChanges([{ flowRunId: id, kind: "deleted" }]));
  return true;
}

/** `DELETE /flow_runs/{id}`. */
export async function deleteFlowRunById(context: Context, id: string): Promise<void> {
  if (!(await context.store.write((tx) => deleteFlowRunWithin(context, tx, id)))) throw notFound("Flow run");
}
