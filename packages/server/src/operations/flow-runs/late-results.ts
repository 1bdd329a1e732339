/**
 * Late results: what the process of an attempt that was declared lost reports after all (rules: refuse-late-writes).
 *
 * A1. A result that is proposed again, because its client saw no answer, is kept once.
 * A2. A result can be accepted until another attempt begins: from then on it is history.
 */
import { formatTime, type LateResult, type OrchestrationResult, type StateCreate } from "@weir/contract";
import { notFound, Refusal } from "../../platform/errors.ts";
import { MINIMAL_FLOW_POLICY } from "../../rules/flow-run/policies.ts";
import { NO_DETAILS, type Details, type ProposedState } from "../../rules/state.ts";
import { lockFlowRun, readFlowRun, type FlowRunRow } from "../../storage/queries/flow-runs.ts";
import {
  acceptLateResult as markAccepted,
  insertLateResult,
  readLateResult,
  readLateResults,
} from "../../storage/queries/late-results.ts";
import type { Transaction } from "../../storage/store.ts";
import type { LateResultTable } from "../../storage/tables.ts";
import type { Context } from "../context.ts";
import { orchestrated } from "./set-state.ts";
import { transition } from "./transition.ts";

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

/** `POST /weir/flow_runs/{id}/late_results/{number}/accept`: the run enters the state that was reported. */
export const acceptLateResult = (context: Context, id: string, number: number): Promise<OrchestrationResult> =>
  context.store.write(async (tx) => {
    const row = await lockFlowRun(tx, id);
    const late = row && (await tx.first(readLateResult, { flow_run_id: id, number }));
    if (!row || !late) throw notFound("Late result");
    if (row.lost === null || row.attempt !== late.attempt)
      throw new Refusal(
        "conflict",
        `Late result ${number} is of attempt ${late.attempt}, and attempt ${row.attempt} of the run has begun since.`,
      );
    const { state_details, data, ...given } = JSON.parse(late.state) as Omit<ProposedState, "details"> & {
      state_details: Details;
    };
    // The word is a person's now, not the process's: the proposal no longer goes by its name.
    const details = { ...NO_DETAILS, ...state_details, transition_id: null };
    const outcome = await transition(context, tx, row, { ...given, data, details }, MINIMAL_FLOW_POLICY);
    if (outcome.entered) await tx.run(markAccepted, { flow_run_id: id, number, accepted: context.clock.now() });
    return orchestrated(outcome.verdict, outcome.row, outcome.entered).result;
  });
