import type { FlowRunCreate, FlowRunCreateAdditions, FlowRunPolicy, FlowRunResponse, Micros } from "@weir/contract";
import { notFound, Refusal, stillThere } from "../../platform/errors.ts";
import { uuid7 } from "../../platform/ids.ts";
import { randomName } from "../../platform/names.ts";
import { MINIMAL_FLOW_POLICY } from "../../rules/flow-run/policies.ts";
import { readDeployment } from "../../storage/queries/deployments.ts";
import { readFlow, updateFlowParameterSchema } from "../../storage/queries/flows.ts";
import {
  insertFlowRun,
  readFlowRun,
  readFlowRunByKey,
  toFlowRun,
  type FlowRunRow,
} from "../../storage/queries/flow-runs.ts";
import { readWorkQueue } from "../../storage/queries/work-queues.ts";
import { ConstraintError, type Transaction } from "../../storage/store.ts";
import type { FlowTable, WorkPoolTable } from "../../storage/tables.ts";
import type { Caller, Context } from "../context.ts";
import { proposalOf } from "../states.ts";
import { findPool, findQueue } from "../work-pools/find.ts";
import { transition, writeState } from "./transition.ts";

/** What a run takes from the deployment that it is created from. */
export interface FromDeployment {
  readonly deployment_version: string | null;
  readonly version_id: string | null;
  readonly work_queue_id: string | null;
  readonly work_queue_name: string | null;
  /** What that queue is called now. */
  readonly queue_name: string | null;
  /** The pool of that queue. */
  readonly pool: Pick<WorkPoolTable, "id" | "name" | "type"> | undefined;
  readonly infrastructure_document_id: string | null;
  /** Below the run's own labels. */
  readonly labels: Readonly<Record<string, unknown>>;
}

export interface NewFlowRun extends FlowRunCreate {
  /** Chosen by its client. */
  readonly id?: string | undefined;
  readonly created_by?: FlowRunResponse["created_by"];
  readonly auto_scheduled?: boolean;
  readonly priority?: number | undefined;
  /** JSON Schema of the flow's parameters, as its client describes it. */
  readonly parameter_schema?: Readonly<Record<string, unknown>> | undefined;
}

/** A policy with every field present, as the wire shows it. */
export const normalPolicy = (given: FlowRunPolicy = {}): FlowRunPolicy => ({
  max_retries: given.max_retries ?? 0,
  retry_delay_seconds: given.retry_delay_seconds ?? 0,
  retries: given.retries ?? null,
  retry_delay: given.retry_delay ?? null,
  pause_keys: given.pause_keys ?? [],
  resuming: given.resuming ?? false,
  retry_type: given.retry_type ?? null,
});

/** Parameters as they are stored. Refuses more than the server's limit. */
export function encodeParameters({ settings }: Context, parameters: unknown): string {
  const text = JSON.stringify(parameters ?? {});
  const limit = settings.server_parameters_limit;
  if (limit > 0 && Buffer.byteLength(text) > limit)
    throw new Refusal(
      "invalid",
      `Flow run parameters must be at most ${limit} bytes as JSON; these are ${Buffer.byteLength(text)}.`,
    );
  return text;
}

const creator = (caller: Caller): string | null =>
  caller.automation
    ? JSON.stringify({ id: caller.automation.id, type: "AUTOMATION", display_value: caller.automation.name })
    : null;

/** The labels that a run takes from the deployment it names, if that is still there. */
async function labelsOf(tx: Transaction, deploymentId: string | null | undefined): Promise<object> {
  const row = deploymentId ? await tx.first(readDeployment, { id: deploymentId }) : undefined;
  return row ? (JSON.parse(row.labels) as object) : {};
}

/** The work queue that a run without a deployment is put into. */
async function queueNamed(
  tx: Transaction,
  { work_pool_name, work_queue_name }: NewFlowRun,
): Promise<Pick<FromDeployment, "work_queue_id" | "work_queue_name" | "queue_name" | "pool"> | undefined> {
  if (!work_pool_name) return undefined;
  const pool = await findPool(tx, work_pool_name);
  const queue = work_queue_name
    ? await findQueue(tx, pool, work_queue_name)
    : await tx.first(readWorkQueue, { id: pool.default_queue_id });
  return queue && { work_queue_id: queue.id, work_queue_name: work_queue_name ?? null, queue_name: queue.name, pool };
}

/** Keeps the newest description of a flow's parameters with the flow. */
async function keepParameterSchema(
  tx: Transaction,
  flow: FlowTable,
  schema: NewFlowRun["parameter_schema"],
  now: Micros,
): Promise<void> {
  if (!schema) return;
  const parameter_schema = JSON.stringify(schema);
  if (parameter_schema !== flow.parameter_schema)
    await tx.run(updateFlowParameterSchema, { id: flow.id, updated: now, parameter_schema });
}

/** Creates a run in a transaction of the caller's; finds the one that has its id or idempotency key. */
export async function insertNewFlowRun(
  context: Context,
  tx: Transaction,
  body: NewFlowRun,
  caller: Caller,
  deployment?: FromDeployment,
): Promise<{ row: FlowRunRow; created: boolean }> {
  const now: Micros = context.clock.now();
  const flow = await tx.first(readFlow, { id: body.flow_id });
  if (!flow) throw new ConstraintError(`flow ${body.flow_id} does not exist`);
  await keepParameterSchema(tx, flow, body.parameter_schema, now);
  const id = body.id?.toLowerCase();
  if (id !== undefined) {
    const existing = await tx.first(readFlowRun, { id });
    if (existing) return { row: existing, created: false };
  }
  const { idempotency_key = null } = body;
  if (idempotency_key !== null) {
    const existing = await tx.first(readFlowRunByKey, { flow_id: flow.id, idempotency_key });
    if (existing) return { row: existing, created: false };
  }
  const queue = deployment ?? (await queueNamed(tx, body));
  const blank: FlowRunRow = {
    id: id ?? uuid7(),
    created: now,
    updated: now,
    name: body.name || randomName(),
    flow_id: flow.id,
    flow_version: body.flow_version ?? null,
    deployment_id: body.deployment_id ?? null,
    deployment_version: deployment?.deployment_version ?? null,
    work_queue_id: queue?.work_queue_id ?? null,
    work_queue_name: queue?.work_queue_name ?? null,
    parameters: encodeParameters(context, body.parameters),
    idempotency_key,
    context: JSON.stringify(body.context ?? {}),
    empirical_policy: JSON.stringify(normalPolicy(body.empirical_policy)),
    tags: JSON.stringify(body.tags ?? []),
    labels: JSON.stringify({
      ...(JSON.parse(flow.labels) as object),
      ...(deployment?.labels ?? (await labelsOf(tx, body.deployment_id))),
      "prefect.flow.id": flow.id,
      ...(body.deployment_id ? { "prefect.deployment.id": body.deployment_id } : {}),
      ...body.labels,
    }),
    parent_task_run_id: body.parent_task_run_id ?? null,
    auto_scheduled: body.auto_scheduled ? 1 : 0,
    infrastructure_document_id: body.infrastructure_document_id ?? deployment?.infrastructure_document_id ?? null,
    infrastructure_pid: null,
    created_by: body.created_by ? JSON.stringify(body.created_by) : creator(caller),
    // None given: the reference shows none as null where there is an idempotency key, and as an empty object elsewhere;
    // for runs of deployments as null only if that was said.
    job_variables:
      body.job_variables == null && idempotency_key !== null && (body.job_variables === null || !deployment)
        ? null
        : JSON.stringify(body.job_variables ?? {}),
    attempt: 0,
    lease_expires: null,
    heartbeat: null,
    lost: null,
    priority: body.priority ?? 0,
    version_id: deployment?.version_id ?? null,
    state_id: null,
    state_type: null,
    state_name: null,
    state_timestamp: null,
    run_count: 0,
    expected_start_time: null,
    next_scheduled_start_time: null,
    start_time: null,
    end_time: null,
    total_run_time: 0,
    flow_name: flow.name,
    flow_tags: flow.tags,
    s_message: null,
    s_details: null,
    s_data: null,
    queue_name: queue?.queue_name ?? null,
    pool_id: queue?.pool?.id ?? null,
    pool_name: queue?.pool?.name ?? null,
    pool_type: queue?.pool?.type ?? null,
  };
  const proposal = proposalOf(body.state ?? { type: "PENDING" }, now);
  const { row, entered } = await transition(context, tx, blank, proposal, MINIMAL_FLOW_POLICY, { exists: false });
  if ((await tx.run(insertFlowRun, row)) === 0)
    // Another transaction used the key since we looked (PostgreSQL only).
    return {
      row: stillThere(await tx.first(readFlowRunByKey, { flow_id: flow.id, idempotency_key: idempotency_key! })),
      created: false,
    };
  await writeState(context, tx, row, null, entered!);
  return { row, created: true };
}

/** `POST /flow_runs/`. */
export async function createFlowRun(
  context: Context,
  body: FlowRunCreate,
  caller: Caller,
  additions: FlowRunCreateAdditions = {},
): Promise<{ run: FlowRunResponse; created: boolean }> {
  const { row, created } = await context.store.write((tx) =>
    insertNewFlowRun(context, tx, { ...body, ...additions }, caller),
  );
  return { run: toFlowRun(row, context.clock.now()), created };
}

export async function readFlowRunById({ store, clock }: Context, id: string): Promise<FlowRunResponse> {
  const row = await store.read((db) => db.first(readFlowRun, { id }));
  if (!row) throw notFound("Flow run");
  return toFlowRun(row, clock.now());
}
