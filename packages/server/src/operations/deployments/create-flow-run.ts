import type {
  DeploymentFlowRunCreate,
  DeploymentRunAdditions,
  FlowRunCreateResult,
  FlowRunResponse,
} from "@weir/contract";
import { notFound, Refusal } from "../../platform/errors.ts";
import { readDeployment } from "../../storage/queries/deployments.ts";
import { toFlowRun, type FlowRunRow } from "../../storage/queries/flow-runs.ts";
import { readWorkQueue } from "../../storage/queries/work-queues.ts";
import type { Transaction } from "../../storage/store.ts";
import type { DeploymentTable } from "../../storage/tables.ts";
import type { Caller, Context } from "../context.ts";
import { insertNewFlowRun } from "../flow-runs/create.ts";
import { ensureQueue } from "../work-pools/new-queue.ts";
import { checkParameters, hydrateParameters } from "./parameters.ts";
import { checkRunVariables } from "./work-queue.ts";

/** Most runs that one request creates. */
const MOST = 100;

type JsonObject = Record<string, unknown>;

/** The run's parameters over the deployment's, filled in, and checked where that is asked for. */
async function parametersOf(
  tx: Transaction,
  deployment: DeploymentTable,
  body: DeploymentFlowRunCreate,
): Promise<JsonObject> {
  const merged = { ...(JSON.parse(deployment.parameters) as JsonObject), ...body.parameters };
  const parameters = await hydrateParameters(tx, merged, "flow run");
  if (body.enforce_parameter_schema ?? deployment.enforce_parameter_schema === 1)
    checkParameters(JSON.parse(deployment.parameter_openapi_schema ?? "null"), parameters, "creating flow run");
  return parameters;
}

async function insertRun(
  context: Context,
  tx: Transaction,
  deployment: DeploymentTable,
  body: DeploymentFlowRunCreate,
  caller: Caller,
  { priority }: DeploymentRunAdditions = {},
): Promise<{ row: FlowRunRow; created: boolean }> {
  const parameters = await parametersOf(tx, deployment, body);
  const pool = await checkRunVariables(context, tx, deployment, body.job_variables, "creating flow run");
  if (body.work_queue_name && !pool)
    throw new Refusal(
      "bad_request",
      `Cannot create flow run in work queue ${body.work_queue_name} because deployment ${deployment.id} is not associated with a work pool. Please remove work_pool_name and try again.`,
    );
  const queue =
    body.work_queue_name && pool
      ? await ensureQueue(context, tx, pool.name, body.work_queue_name)
      : deployment.work_queue_id
        ? await tx.first(readWorkQueue, { id: deployment.work_queue_id })
        : undefined;
  const { work_queue_name: _, enforce_parameter_schema: __, labels, ...given } = body;
  return insertNewFlowRun(
    context,
    tx,
    {
      ...given,
      priority,
      flow_id: deployment.flow_id,
      deployment_id: deployment.id,
      parameters,
      tags: [...new Set([...(JSON.parse(deployment.tags) as string[]), ...(body.tags ?? [])])],
      ...(labels ? { labels } : {}),
      state: body.state ?? { type: "SCHEDULED" },
    },
    caller,
    {
      deployment_version: deployment.version,
      version_id: deployment.version_id,
      work_queue_id: queue?.id ?? null,
      work_queue_name: body.work_queue_name ?? deployment.work_queue_name,
      queue_name: queue?.name ?? null,
      pool,
      infrastructure_document_id: deployment.infrastructure_document_id,
      labels: JSON.parse(deployment.labels) as JsonObject,
    },
  );
}

/** Creates a run of a deployment, scheduled for now unless the body says otherwise. */
export async function createFlowRunOfDeployment(
  context: Context,
  id: string,
  body: DeploymentFlowRunCreate,
  caller: Caller,
  additions?: DeploymentRunAdditions,
): Promise<{ run: FlowRunResponse; created: boolean }> {
  const { row, created } = await context.store.write(async (tx) => {
    const deployment = await tx.first(readDeployment, { id });
    if (!deployment) throw notFound("Deployment");
    return insertRun(context, tx, deployment, body, caller, additions);
  });
  return { run: toFlowRun(row, context.clock.now()), created };
}

/** Creates many runs of a deployment at once; one that is refused does not keep the others back. */
export async function createFlowRunsOfDeployment(
  context: Context,
  id: string,
  bodies: readonly DeploymentFlowRunCreate[],
  caller: Caller,
  additions: readonly (DeploymentRunAdditions | undefined)[] = [],
): Promise<FlowRunCreateResult[]> {
  if (bodies.length > MOST) throw new Refusal("bad_request", `Cannot create more than ${MOST} flow runs at once.`);
  return context.store.write(async (tx) => {
    const deployment = await tx.first(readDeployment, { id });
    if (!deployment) throw notFound("Deployment");
    const results: FlowRunCreateResult[] = [];
    for (const [at, body] of bodies.entries())
      try {
        const { row } = await insertRun(context, tx, deployment, body, caller, additions[at]);
        results.push({ flow_run_id: row.id, status: "CREATED", error: null });
      } catch (error) {
        // Refused before anything of it was written.
        if (!(error instanceof Refusal)) throw error;
        results.push({ flow_run_id: null, status: "FAILED", error: error.message });
      }
    return results;
  });
}
