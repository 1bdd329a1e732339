/** The deployment's limit as the rules see it, and what their verdict does to its slots. */
import type { Verdict } from "../../rules/evaluate.ts";
import type { FlowRunFacts } from "../../rules/flow-run/facts.ts";
import type { Details, State } from "../../rules/state.ts";
import type { FlowRunRow } from "../../storage/queries/flow-runs.ts";
import type { Transaction } from "../../storage/store.ts";
import type { Context } from "../context.ts";
import {
  acquireDeploymentSlot,
  forgetDeploymentLease,
  isLeaseAlive,
  loadDeploymentLimit,
  releaseDeploymentSlot,
  renewDeploymentSlot,
} from "../deployment-slots.ts";

/** First version of the Python client that renews the lease of its deployment's slot. */
const RENEWS_SINCE = [3, 4, 11] as const;

function renewsLeases(version: string | null): boolean {
  const parts = /^(\d+)\.(\d+)\.(\d+)/
    .exec(version ?? "")
    ?.slice(1)
    .map(Number);
  if (!parts) return false;
  for (const [index, least] of RENEWS_SINCE.entries()) if (parts[index] !== least) return parts[index]! > least;
  return true;
}

type SlotFacts = Pick<FlowRunFacts, "deploymentExists" | "limit" | "leaseAlive" | "clientRenewsLeases">;

const NO_DEPLOYMENT: SlotFacts = { deploymentExists: true, limit: null, leaseAlive: false, clientRenewsLeases: false };

export async function loadSlotFacts(
  context: Context,
  tx: Transaction,
  row: FlowRunRow,
  initial: State | null,
  clientVersion: string | null,
): Promise<SlotFacts> {
  if (!row.deployment_id) return NO_DEPLOYMENT;
  const now = context.clock.now();
  const { exists, limit } = await loadDeploymentLimit(tx, row.deployment_id, now);
  const leaseId = initial?.details.deployment_concurrency_lease_id;
  return {
    deploymentExists: exists,
    limit,
    leaseAlive: leaseId ? await isLeaseAlive(tx, leaseId, now) : false,
    clientRenewsLeases: renewsLeases(clientVersion),
  };
}

/** Takes, renews and gives back slots as the verdict says; answers the details with the lease that the state carries. */
export async function applySlotEffects(
  context: Context,
  tx: Transaction,
  row: FlowRunRow,
  verdict: Verdict,
  details: Details,
): Promise<Details> {
  const now = context.clock.now();
  let acquired: string | null = null;
  for (const effect of [...verdict.before, ...verdict.after])
    switch (effect.do) {
      case "acquire-deployment-slot":
        acquired = await acquireDeploymentSlot(tx, row.deployment_id!, row.id, effect.leaseSeconds, now);
        break;
      case "undo-deployment-slot":
        if (acquired) await releaseDeploymentSlot(tx, row.id, acquired, now);
        acquired = null;
        break;
      case "renew-deployment-slot":
        await renewDeploymentSlot(tx, effect.leaseId, effect.leaseSeconds, now);
        break;
      case "release-deployment-slot":
        await releaseDeploymentSlot(tx, row.id, effect.leaseId, now);
        break;
      case "forget-deployment-lease":
        await forgetDeploymentLease(tx, effect.leaseId);
        break;
      default:
    }
  return acquired ? { ...details, deployment_concurrency_lease_id: acquired } : details;
}
