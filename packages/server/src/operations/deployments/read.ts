import type { DeploymentResponse, DeploymentSort, Micros } from "@weir/contract";
import { notFound } from "../../platform/errors.ts";
import type { Filters } from "../../storage/filters/related.ts";
import { readLimitsOf } from "../../storage/queries/concurrency-limits.ts";
import { readSchedulesOf } from "../../storage/queries/deployment-schedules.ts";
import {
  countDeployments,
  filterDeployments,
  readDeployment,
  readDeploymentNamed,
  toDeployment,
} from "../../storage/queries/deployments.ts";
import { readWorkQueuesById } from "../../storage/queries/work-queues.ts";
import type { Reader } from "../../storage/store.ts";
import type { DeploymentTable } from "../../storage/tables.ts";
import { readGlobalLimits } from "../concurrency/limits.ts";
import type { Context } from "../context.ts";

/** Deployments as they are answered, in the order of their rows. */
export async function asDeployments(
  db: Reader,
  rows: readonly DeploymentTable[],
  now: Micros,
): Promise<DeploymentResponse[]> {
  if (rows.length === 0) return [];
  const schedules = await db.rows(readSchedulesOf(rows.map(({ id }) => id)));
  const limitIds = rows.flatMap(({ concurrency_limit_id }) => concurrency_limit_id ?? []);
  const limits = await readGlobalLimits(db, limitIds.length > 0 ? await db.rows(readLimitsOf(limitIds)) : [], now);
  const queueIds = [...new Set(rows.flatMap(({ work_queue_id }) => work_queue_id ?? []))];
  const queues = queueIds.length > 0 ? await db.rows(readWorkQueuesById(queueIds)) : [];
  const queueById = new Map(queues.map((queue) => [queue.id, queue]));
  return rows.map((row) =>
    toDeployment(
      row,
      queueById.get(row.work_queue_id ?? ""),
      schedules.filter(({ deployment_id }) => deployment_id === row.id),
      limits.get(row.concurrency_limit_id ?? "") ?? null,
    ),
  );
}

export const readDeploymentById = ({ store, clock }: Context, id: string): Promise<DeploymentResponse> =>
  store.read(async (db) => {
    const row = await db.first(readDeployment, { id });
    if (!row) throw notFound("Deployment");
    return (await asDeployments(db, [row], clock.now()))[0]!;
  });

export const readDeploymentByName = (
  { store, clock }: Context,
  flowName: string,
  name: string,
): Promise<DeploymentResponse> =>
  store.read(async (db) => {
    const row = await db.first(readDeploymentNamed, { flow_name: flowName, name });
    if (!row) throw notFound("Deployment");
    return (await asDeployments(db, [row], clock.now()))[0]!;
  });

export interface DeploymentPage {
  readonly filters: Filters;
  readonly sort: DeploymentSort;
  readonly limit: number;
  readonly offset: number;
}

export const listDeployments = ({ store, clock }: Context, page: DeploymentPage): Promise<DeploymentResponse[]> =>
  store.read(async (db) => asDeployments(db, await db.rows(filterDeployments(db.dialect, page)), clock.now()));

export const countAllDeployments = ({ store }: Context, filters: Filters): Promise<number> =>
  store.read(async (db) => (await db.rows(countDeployments(db.dialect, filters)))[0]!.count);

/** A page of deployments, and how many there are in all. */
export const paginateDeployments = async (
  context: Context,
  page: DeploymentPage,
): Promise<{ results: DeploymentResponse[]; count: number }> => ({
  results: await listDeployments(context, page),
  count: await countAllDeployments(context, page.filters),
});
