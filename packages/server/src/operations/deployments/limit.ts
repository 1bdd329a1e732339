/**
 * The limit on the number of a deployment's runs. A number makes a private limit, named after the deployment, which goes
 * when it does; an id attaches one that others may share.
 */
import { notFound } from "../../platform/errors.ts";
import { readLimit, readLimitByName } from "../../storage/queries/concurrency-limits.ts";
import type { Transaction } from "../../storage/store.ts";
import type { DeploymentTable } from "../../storage/tables.ts";
import { changeLimit, insertNewLimit, removeLimit } from "../concurrency/limits.ts";
import type { Context } from "../context.ts";

const privateName = (deploymentId: string): string => `deployment:${deploymentId}`;

/** Whether a limit goes when its deployment does. */
export const isPrivateLimit = (name: string, deploymentId: string): boolean => name === privateName(deploymentId);

/** What a request says about the limit. */
export interface LimitFields {
  readonly concurrency_limit?: number | null | undefined;
  readonly global_concurrency_limit_id?: string | null | undefined;
}

export async function removePrivateLimit(context: Context, tx: Transaction, deploymentId: string): Promise<void> {
  const row = await tx.first(readLimitByName, { name: privateName(deploymentId) });
  if (row) await removeLimit(context, tx, row);
}

/** Makes the limit what the request says; answers the id that the deployment then has of it. */
export async function settleLimit(
  context: Context,
  tx: Transaction,
  { id, concurrency_limit_id: present }: Pick<DeploymentTable, "id" | "concurrency_limit_id">,
  { concurrency_limit: limit, global_concurrency_limit_id: shared }: LimitFields,
): Promise<string | null> {
  if (shared) {
    if (!(await tx.first(readLimit, { id: shared }))) throw notFound("Concurrency limit");
    if (shared !== present) await removePrivateLimit(context, tx, id);
    return shared;
  }
  const name = privateName(id);
  const own = await tx.first(readLimitByName, { name });
  if (limit != null) {
    if (!own) return (await insertNewLimit(context, tx, { name, limit })).id;
    if (own.limit !== limit) await changeLimit(context, tx, own.id, { limit });
    return own.id;
  }
  const detached = shared === null || (limit === null && own !== undefined && own.id === present);
  if (!detached) return present;
  if (own) await removeLimit(context, tx, own);
  return null;
}
