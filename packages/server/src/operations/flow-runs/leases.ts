/** Renewing the leases of flow runs by whatever their clients send. */
import type { Event, Micros } from "@weir/contract";
import { MISSED_HEARTBEATS } from "../../rules/flow-run/lease.ts";
import { writeLeases } from "../../storage/queries/leases.ts";
import type { Transaction } from "../../storage/store.ts";
import type { Context } from "../context.ts";
import { flowRunIdOf, idOf } from "../task-runs/observation.ts";
import type { Renewal } from "./signs-of-life.ts";

/** The renewals that a batch of events makes due. */
export function renewalsByEvents(
  { signs }: Pick<Context, "signs">,
  events: readonly { readonly event: Event; readonly occurred: Micros }[],
  now: Micros,
): readonly Renewal[] {
  const due = new Map<string, Renewal>();
  const add = (renewal: Renewal | undefined): void => {
    if (renewal) due.set(renewal.id, renewal);
  };
  let last: string | null = null;
  for (const { event, occurred } of events) {
    if (event.event === "prefect.flow-run.heartbeat") {
      const id = idOf(event.resource["prefect.resource.id"], "prefect.flow-run.");
      const told = event.resource["weir.version"] !== undefined;
      if (id) add(signs.heartbeat(id.toLowerCase(), occurred, now, told));
      continue;
    }
    const id = flowRunIdOf(event);
    // Most batches tell of one run over and over.
    if (id === null || id === last) continue;
    last = id;
    add(signs.other(id, now));
  }
  return [...due.values()];
}

/** The renewals that lines of log make due. */
export function renewalsByLogs(
  { signs }: Pick<Context, "signs">,
  lines: readonly { readonly flow_run_id: string | null }[],
  now: Micros,
): readonly Renewal[] {
  const ids = new Set(lines.map(({ flow_run_id }) => flow_run_id));
  return [...ids].flatMap((id) => (id === null ? [] : (signs.other(id, now) ?? [])));
}

/** Writes renewals within a transaction of the caller's. */
export async function renewLeases(
  { signs }: Pick<Context, "signs">,
  tx: Transaction,
  renewals: readonly Renewal[],
  now: Micros,
): Promise<void> {
  if (renewals.length === 0) return;
  const written = await writeLeases(tx, renewals, { now, intervals: MISSED_HEARTBEATS });
  tx.afterCommit(() => {
    const left = new Set(renewals.map(({ id }) => id));
    for (const { id, heartbeat } of written) {
      left.delete(id);
      signs.renewed(id, heartbeat!, now);
    }
    // Not running, or held by somebody who is changing it: the next heartbeat will tell.
    for (const id of left) signs.unknown(id);
  });
}
