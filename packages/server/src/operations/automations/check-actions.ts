import type { Action } from "@weir/contract";
import { readDeployment } from "../../storage/queries/deployments.ts";
import type { Reader } from "../../storage/store.ts";
import type { Context } from "../context.ts";
import { checkRunVariables } from "../deployments/work-queue.ts";

/** Refuses to start a deployment with job variables that its work pool does not take. */
export async function checkActions(context: Context, db: Reader, actions: readonly Action[]): Promise<void> {
  for (const action of actions) {
    if (action.type !== "run-deployment" || !action.deployment_id) continue;
    if (!action.job_variables || Object.keys(action.job_variables).length === 0) continue;
    const deployment = await db.first(readDeployment, { id: action.deployment_id });
    if (deployment) await checkRunVariables(context, db, deployment, action.job_variables, "creating automation");
  }
}
