/** Pools and queues by the names that requests give them. */
import { Refusal } from "../../platform/errors.ts";
import { lockWorkPoolByName, readWorkPoolByName } from "../../storage/queries/work-pools.ts";
import { readWorkQueueNamed, type WorkQueueRow } from "../../storage/queries/work-queues.ts";
import type { Reader, Transaction } from "../../storage/store.ts";
import type { WorkPoolTable } from "../../storage/tables.ts";

/** The pool of queues that were made without naming one. */
export const AGENT_POOL = "default-agent-pool";
/** Pools of this type have no status: agents asked for their work, and agents said nothing of themselves. */
export const AGENT_TYPE = "prefect-agent";

export const noWorkPool = (name: string): Refusal => new Refusal("not_found", `Work pool "${name}" not found.`);

export async function findPool(db: Reader, name: string): Promise<WorkPoolTable> {
  const pool = await db.first(readWorkPoolByName, { name });
  if (!pool) throw noWorkPool(name);
  return pool;
}

/** The same for a pool that is about to change. */
export async function lockPool(tx: Transaction, name: string): Promise<WorkPoolTable> {
  const pool = await tx.first(lockWorkPoolByName, { name });
  if (!pool) throw noWorkPool(name);
  return pool;
}

export async function findQueue(db: Reader, pool: WorkPoolTable, name: string): Promise<WorkQueueRow> {
  const queue = await db.first(readWorkQueueNamed, { work_pool_id: pool.id, name });
  if (!queue) throw new Refusal("not_found", `Work pool queue '${pool.name}/${name}' not found.`);
  return queue;
}
