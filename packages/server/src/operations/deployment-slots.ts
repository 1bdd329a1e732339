/**
 * The slots of deployments, one for each of their runs that is claimed, running or being cancelled (spec CORE, 6.4).
 * What is taken and given back is decided by the rules; this is how.
 */
import { stillThere } from "../platform/errors.ts";
import { seconds, type ConcurrencyOptions, type Micros } from "@weir/contract";
import type { DeploymentLimit } from "../rules/flow-run/facts.ts";
import { lockLimit } from "../storage/queries/concurrency-limits.ts";
import {
  deleteSlot,
  forgetLease,
  readLiveLease,
  readSlotsOfHolder,
  renewLease,
} from "../storage/queries/concurrency-slots.ts";
import { readDeploymentLimit } from "../storage/queries/deployments.ts";
import type { Transaction } from "../storage/store.ts";
import { activeSlots, newLease, releaseLease, takeSlots } from "./concurrency/slots.ts";

/** How long a claimed slot is kept until its run starts, unless the deployment says, in seconds. */
const GRACE = 300;

/** What a deployment says about the number of its runs. */
export interface DeploymentSlots {
  /** False if the deployment is gone. */
  readonly exists: boolean;
  /** Null where it has no limit, or none that is in force. */
  readonly limit: DeploymentLimit | null;
}

/** Loads the limit of a deployment and keeps others from taking its slots until the transaction ends. */
export async function loadDeploymentLimit(
  tx: Transaction,
  deploymentId: string,
  now: Micros,
): Promise<DeploymentSlots> {
  const row = await tx.first(readDeploymentLimit, { id: deploymentId });
  if (!row) return { exists: false, limit: null };
  const limit = row.concurrency_limit_id ? await tx.first(lockLimit, { id: row.concurrency_limit_id }) : undefined;
  if (!limit?.active) return { exists: true, limit: null };
  const taken = (await activeSlots(tx, [limit], now)).get(limit.id)!;
  const options = row.concurrency_options ? (JSON.parse(row.concurrency_options) as ConcurrencyOptions) : undefined;
  return {
    exists: true,
    limit: {
      limit: limit.limit,
      free: taken < limit.limit,
      strategy: options?.collision_strategy ?? "ENQUEUE",
      graceSeconds: options?.grace_period_seconds ?? GRACE,
    },
  };
}

/** True while the lease of a slot is kept. */
export const isLeaseAlive = async (tx: Transaction, leaseId: string, now: Micros): Promise<boolean> =>
  (await tx.first(readLiveLease, { lease_id: leaseId, now })) !== undefined;

/** Takes a slot that the rules found free in this transaction; answers the lease that holds it. */
export async function acquireDeploymentSlot(
  tx: Transaction,
  deploymentId: string,
  flowRunId: string,
  leaseSeconds: number,
  now: Micros,
): Promise<string> {
  const { concurrency_limit_id } = stillThere(await tx.first(readDeploymentLimit, { id: deploymentId }));
  const limit = stillThere(await tx.first(lockLimit, { id: concurrency_limit_id! }));
  const lease = newLease(now, leaseSeconds);
  const taken = await takeSlots(tx, [limit], 1, now, { lease, holder: { type: "flow_run", id: flowRunId } });
  if (!taken) throw new Error(`limit ${limit.name} has no slot although its row is locked`);
  return lease.id;
}

export const renewDeploymentSlot = (
  tx: Transaction,
  leaseId: string,
  leaseSeconds: number,
  now: Micros,
): Promise<number> => tx.run(renewLease, { lease_id: leaseId, expires: now + seconds(leaseSeconds), now });

/** Gives back the slot that a run holds: by its lease, or, where that is forgotten, whatever stands under its id. */
export async function releaseDeploymentSlot(
  tx: Transaction,
  flowRunId: string,
  leaseId: string | null,
  now: Micros,
): Promise<void> {
  if (leaseId && (await releaseLease(tx, leaseId, now))) return;
  for (const row of await tx.all(readSlotsOfHolder, { holder_type: "flow_run", holder_id: flowRunId }))
    if (row.lease_id === null) await tx.run(deleteSlot, { id: row.id });
}

/** Lets a slot outlive its lease: it stays taken until the run gives it back. */
export const forgetDeploymentLease = (tx: Transaction, leaseId: string): Promise<number> =>
  tx.run(forgetLease, { lease_id: leaseId });
