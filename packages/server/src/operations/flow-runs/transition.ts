/**
 * Takes a flow run from one state to the next, inside a transaction that holds the run's row.
 *
 * T1. The verdict is that of the pure rules on the facts loaded here.
 * T2. An accepted state is in the history once and on the run; a refused one leaves nothing but what the rules name.
 * T3. States of one run are strictly ordered in time.
 */
import { isFinalType, type FlowRunPolicy, type StateType } from "@weir/contract";
import { uuid7 } from "../../platform/ids.ts";
import { bookkeeping } from "../../rules/bookkeeping.ts";
import type { Effect } from "../../rules/effects.ts";
import { evaluate, type Verdict } from "../../rules/evaluate.ts";
import type { FlowRunFacts } from "../../rules/flow-run/facts.ts";
import type { Policy } from "../../rules/rule.ts";
import type { ProposedState, State } from "../../rules/state.ts";
import { updateFlowRunPolicy, updateFlowRunProgress, type FlowRunRow } from "../../storage/queries/flow-runs.ts";
import { insertFlowRunState } from "../../storage/queries/states.ts";
import type { Transaction } from "../../storage/store.ts";
import type { Context } from "../context.ts";
import { recordEvent } from "../events.ts";
import { flowRunStateEvent } from "../run-events.ts";
import { asJoined, currentState, stateRow } from "../states.ts";
import { mirrorToParentTask } from "../task-runs/mirror.ts";
import { relatedToFlowRun } from "./related.ts";
import { applySlotEffects, loadSlotFacts } from "./slots.ts";

export interface TransitionOutcome {
  readonly verdict: Verdict;
  /** The run as it is now. */
  readonly row: FlowRunRow;
  /** The state that was entered; null if the run stayed where it was. */
  readonly entered: State | null;
}

const CLAIMED: ReadonlySet<StateType | undefined> = new Set(["PENDING", "RUNNING", "PAUSED"]);

/** True where a state begins another execution of the run: a claim, or a start without one. */
const beginsAttempt = (initial: State | null, entered: ProposedState): boolean =>
  entered.type === "PENDING" ? initial?.type !== "PENDING" : entered.type === "RUNNING" && !CLAIMED.has(initial?.type);

function applyPolicyEffects(policy: FlowRunPolicy, effects: readonly Effect[]): FlowRunPolicy {
  let changed = policy;
  for (const effect of effects) if (effect.do === "set-policy") changed = { ...changed, ...effect.fields };
  return changed;
}

/**
 * Decides on a proposal and writes the outcome.
 *
 * @param exists false for a run whose row is yet to be inserted: then nothing of the row is written here
 */
export async function transition(
  context: Context,
  tx: Transaction,
  row: FlowRunRow,
  proposal: ProposedState,
  rules: Policy<FlowRunFacts>,
  { exists = true, clientVersion = null }: { exists?: boolean; clientVersion?: string | null } = {},
): Promise<TransitionOutcome> {
  const now = context.clock.now();
  const initial = exists ? currentState(row) : null;
  const policy = JSON.parse(row.empirical_policy) as FlowRunPolicy;
  const facts: FlowRunFacts = {
    now,
    run: { ...row, policy },
    randomKey: uuid7(),
    ...(await loadSlotFacts(context, tx, row, initial, clientVersion)),
  };
  const verdict = evaluate(rules, facts, initial, proposal);
  const before = applyPolicyEffects(policy, verdict.before);

  if (!verdict.state) {
    const after = applyPolicyEffects(before, verdict.after);
    if (after === policy) return { verdict, row, entered: null };
    const empirical_policy = JSON.stringify(after);
    await tx.run(updateFlowRunPolicy, { id: row.id, updated: now, empirical_policy });
    return { verdict, row: { ...row, updated: now, empirical_policy }, entered: null };
  }

  const timestamp = initial ? Math.max(now, initial.timestamp + 1) : now;
  const details = await applySlotEffects(context, tx, row, verdict, {
    ...verdict.state.details,
    flow_run_id: row.id,
    task_run_id: row.parent_task_run_id,
  });
  const entered: State = { ...verdict.state, details, id: uuid7(), timestamp };
  const resumes = before.resuming === true;
  const settled =
    resumes && (entered.type === "RUNNING" || isFinalType(entered.type)) ? { ...before, resuming: false } : before;
  const stored = stateRow(entered);
  const after: FlowRunRow = {
    ...row,
    ...bookkeeping(row, initial, entered, !resumes),
    ...asJoined(stored),
    updated: now,
    attempt: beginsAttempt(initial, entered) ? row.attempt + 1 : row.attempt,
    lease_expires: null,
    empirical_policy: JSON.stringify(applyPolicyEffects(settled, verdict.after)),
  };
  if (exists) await tx.run(updateFlowRunProgress(row, after), after);
  if (exists) await writeState(context, tx, after, initial, entered, stored);
  return { verdict, row: after, entered };
}

/** Adds a state to the history of a run whose row is there, and tells of it. */
export async function writeState(
  context: Context,
  tx: Transaction,
  row: FlowRunRow,
  initial: State | null,
  entered: State,
  stored = stateRow(entered),
): Promise<void> {
  await tx.run(insertFlowRunState, { ...stored, flow_run_id: row.id });
  await recordEvent(context, tx, flowRunStateEvent(row, initial, entered, await relatedToFlowRun(tx, row)));
  if (row.parent_task_run_id) await mirrorToParentTask(context, tx, row, entered);
}
