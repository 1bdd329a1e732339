/**
 * Late results: what the process of an attempt that was declared lost reports after all (rules: refuse-late-writes).
 *
 * A1. A result that is proposed again, because its client saw no answer, is kept once.
 * A2. A result can be accepted (`accept-late-result.ts`) until another attempt begins: from then on it is history.
 */
import { formatTime, type LateResult, type StateCreate } from "@weir/contract";
import { notFound } from "../../platform/errors.ts";
import type { ProposedState } from "../../rules/state.ts";
import { readFlowRun, type FlowRunRow } from "../../storage/queries/flow-runs.ts";
import { insertLateResult, readLateResults } from "../../storage/queries/late-results.ts";
import type { Transaction } from "../../storage/store.ts";
import type { LateResultTable } from "../../storage/tables.ts";
import type { Context } from "../context.ts";

/** Most results of a run that are kept; a process that reports again and again says nothing new. */
const MOST = 100;

/** Keeps a proposal of a run whose row the transaction holds. */
export async function keepLateResult(
  context: Context,
  tx: Transaction,
  row: FlowRunRow,
  { type, name, message, data, details }: ProposedState,
): Promise<void> {
  const kept = await tx.all(readLateResults, { flow_run_id: row.id });
  const { transition_id } = details;
  if (kept.length >= MOST || (transition_id && kept.some((other) => other.transition_id === transition_id))) return; // A1
  await tx.run(insertLateResult, {
    flow_run_id: row.id,
    number: (kept.at(-1)?.number ?? 0) + 1,
    attempt: row.attempt,
    received: context.clock.now(),
    accepted: null,
    transition_id,
    state: JSON.stringify({ type, name, message, data, state_details: details }),
  });
}

const toLateResult = (row: LateResultTable): LateResult => ({
  number: row.number,
  attempt: row.attempt,
  received: formatTime(row.received),
  accepted: row.accepted === null ? null : formatTime(row.accepted),
  state: JSON.parse(row.state) as StateCreate,
});

/** `GET /weir/flow_runs/{id}/late_results`. */
export async function listLateResults({ store }: Context, id: string): Promise<LateResult[]> {
  return store.read(async (db) => {
    const rows = await db.all(readLateResults, { flow_run_id: id });
    if (rows.length === 0 && !(await db.first(readFlowRun, { id }))) throw notFound("Flow run");
    return rows.map(toLateResult);
  });
}
