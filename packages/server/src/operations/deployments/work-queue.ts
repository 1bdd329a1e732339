/** Which work queue the runs of a deployment go to (spec CORE, 4.1). */
import { readWorkPool } from "../../storage/queries/work-pools.ts";
import { readWorkQueue } from "../../storage/queries/work-queues.ts";
import type { Reader, Transaction } from "../../storage/store.ts";
import type { DeploymentTable, WorkPoolTable } from "../../storage/tables.ts";
import type { Context } from "../context.ts";
import { AGENT_POOL, findPool } from "../work-pools/find.ts";
import { checkJobVariables } from "../work-pools/job-template.ts";
import { ensureQueue } from "../work-pools/new-queue.ts";
import { ensureAgentQueue } from "../work-pools/queues.ts";

/** What a request says of it. */
export interface QueueFields {
  readonly work_pool_name?: string | null | undefined;
  readonly work_queue_name?: string | null | undefined;
  readonly job_variables?: Readonly<Record<string, unknown>> | null | undefined;
}

type QueueColumns = Partial<Pick<DeploymentTable, "work_queue_id" | "work_queue_name">>;

/** The queue that a request names, made if it has to be; no columns where it names none. */
export async function settleQueue(context: Context, tx: Transaction, body: QueueFields): Promise<QueueColumns> {
  const { work_pool_name: pool, work_queue_name: queue } = body;
  if (pool) {
    const found = await findPool(tx, pool);
    if (queue) return columnsOf(await ensureQueue(context, tx, pool, queue));
    // The pool's own queue is known by its id alone, as in the reference: the name stays what was last asked for.
    return { work_queue_id: found.default_queue_id };
  }
  if (pool === null) return { work_queue_id: null, ...(queue === undefined ? {} : { work_queue_name: queue }) };
  return queue ? columnsOf(await ensureAgentQueue(context, tx, queue)) : {};
}

const columnsOf = ({ id, name }: { readonly id: string; readonly name: string }): QueueColumns => ({
  work_queue_id: id,
  work_queue_name: name,
});

/** Refuses a pool that is not there, and job variables that do not fit it. */
export async function checkQueueFields(
  context: Context,
  db: Reader,
  body: QueueFields,
  doing: "creating deployment" | "updating deployment",
): Promise<void> {
  if (!body.work_pool_name || body.work_pool_name === AGENT_POOL) return;
  const pool = await findPool(db, body.work_pool_name);
  if (!body.job_variables || Object.keys(body.job_variables).length === 0) return;
  await checkJobVariables(context, db, templateOf(pool), [body.job_variables], { doing, isFinal: false });
}

const templateOf = (pool: WorkPoolTable) => JSON.parse(pool.base_job_template) as Record<string, unknown>;

/** The pool that a deployment's runs go to; undefined where they go to none. */
export async function poolOf(
  db: Reader,
  { work_queue_id }: Pick<DeploymentTable, "work_queue_id">,
): Promise<WorkPoolTable | undefined> {
  const queue = work_queue_id ? await db.first(readWorkQueue, { id: work_queue_id }) : undefined;
  return queue && db.first(readWorkPool, { id: queue.work_pool_id });
}

/** Refuses a run whose job variables, over those of its deployment, do not make a job of its pool. */
export async function checkRunVariables(
  context: Context,
  db: Reader,
  deployment: Pick<DeploymentTable, "work_queue_id" | "job_variables">,
  variables: Readonly<Record<string, unknown>> | null | undefined,
  doing: string,
): Promise<WorkPoolTable | undefined> {
  const pool = await poolOf(db, deployment);
  if (pool)
    await checkJobVariables(
      context,
      db,
      templateOf(pool),
      [JSON.parse(deployment.job_variables) as Record<string, unknown>, variables],
      { doing, isFinal: true },
    );
  return pool;
}
