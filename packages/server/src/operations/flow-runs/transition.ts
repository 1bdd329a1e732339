/**
 * Takes a flow run from one state to the next, inside a transaction that holds the run's row.
 *
 * T1. The verdict is that of the pure rules on the facts loaded here.
 * T2. An accepted state is in the history once and on the run; a refused one leaves nothing but what the rules name.
 * T3. States of one run are strictly ordered in time.
 */
import { isFinalType, type FlowRunPolicy, type Micros, type StateType } from "@weir/contract";
import { uuid7 } from "../../platform/ids.ts";
import { bookkeeping } from "../../rules/bookkeeping.ts";
import type { Effect } from "../../rules/effects.ts";
import { evaluate, type Verdict } from "../../rules/evaluate.ts";
import type { FlowRunFacts } from "../../rules/flow-run/facts.ts";
import { leaseAfter } from "../../rules/flow-run/lease.ts";
import type { Policy } from "../../rules/rule.ts";
import { CORE_FLOW_POLICY, MINIMAL_FLOW_POLICY } from "../../rules/flow-run/policies.ts";
import { WAITING } from "../../rules/schedules/policy.ts";
import { propose, scheduled, type ProposedState, type State } from "../../rules/state.ts";
import {
  lockFlowRun,
  updateFlowRunPolicy,
  updateFlowRunProgress,
  type FlowRunRow,
} from "../../storage/queries/flow-runs.ts";
import { insertFlowRunState } from "../../storage/queries/states.ts";
import type { Transaction } from "../../storage/store.ts";
import type { Context } from "../context.ts";
import { renewDeploymentSlot } from "../deployment-slots.ts";
import { recordEvent } from "../events.ts";
import { flowRunStateEvent } from "../run-events.ts";
import { asJoined, currentState, stateRow } from "../states.ts";
import { mirrorToParentTask } from "../task-runs/mirror.ts";
import { keepLateResult } from "./late-results.ts";
import { relatedToFlowRun } from "./related.ts";
import { loadDueRun, waitingFor } from "./schedule-turns.ts";
import { applySlotEffects, loadSlotFacts } from "./slots.ts";

export interface TransitionOutcome {
  readonly verdict: Verdict;
  /** The run as it is now. */
  readonly row: FlowRunRow;
  /** The state that was entered; null if the run stayed where it was. */
  readonly entered: State | null;
}

/** What a run of a schedule waits for its turn to enter. */
const TAKES_TURN: ReadonlySet<StateType> = new Set(["PENDING", "RUNNING"]);
const CLAIMED: ReadonlySet<StateType | undefined> = new Set(["PENDING", "RUNNING", "PAUSED"]);

/** True where a state begins another execution of the run: a claim, or a start without one. */
const beginsAttempt = (initial: State | null, entered: ProposedState): boolean =>
  entered.type === "PENDING" ? initial?.type !== "PENDING" : entered.type === "RUNNING" && !CLAIMED.has(initial?.type);

/**
 * Effects that stand although the run stays where it is: those of rules that spoke before the one that refused. A slot
 * that was to be taken is not: there is no state to carry its lease.
 */
async function applyRefusal(context: Context, tx: Transaction, row: FlowRunRow, verdict: Verdict): Promise<void> {
  for (const effect of verdict.before)
    if (effect.do === "keep-late-result") await keepLateResult(context, tx, row, effect.proposed);
    else if (effect.do === "renew-deployment-slot")
      await renewDeploymentSlot(tx, effect.leaseId, effect.leaseSeconds, context.clock.now());
}

/** The attempt that the run is in, and its lease. */
function leaseColumns(
  row: FlowRunRow,
  initial: State | null,
  entered: State,
  { now, heartbeat, declaresLost }: { now: Micros; heartbeat: Micros | undefined; declaresLost: boolean },
): Pick<FlowRunRow, "attempt" | "lease_expires" | "heartbeat" | "lost"> {
  const begins = beginsAttempt(initial, entered);
  // A claim brings a new client; a start without one is most likely by the client that ran it before.
  const known = begins && entered.type === "PENDING" ? null : row.heartbeat;
  const interval = heartbeat ?? known;
  return {
    attempt: begins ? row.attempt + 1 : row.attempt,
    lease_expires: leaseAfter(entered.type, interval, now),
    heartbeat: interval,
    lost: declaresLost ? now : begins ? null : row.lost,
  };
}

function applyPolicyEffects(policy: FlowRunPolicy, effects: readonly Effect[]): FlowRunPolicy {
  let changed = policy;
  for (const effect of effects) if (effect.do === "set-policy") changed = { ...changed, ...effect.fields };
  return changed;
}

export interface TransitionOptions {
  /** False for a run whose row is yet to be inserted: then nothing of the row is written here. Default true. */
  readonly exists?: boolean;
  readonly clientVersion?: string | null;
  /** How often the client that proposes will give a sign of life, in microseconds, where it says so. */
  readonly heartbeat?: Micros | undefined;
  /** True where the server itself ends the run because nothing was heard of it. */
  readonly declaresLost?: boolean;
}

/** Decides on a proposal and writes the outcome. */
export async function transition(
  context: Context,
  tx: Transaction,
  row: FlowRunRow,
  proposal: ProposedState,
  rules: Policy<FlowRunFacts>,
  { exists = true, clientVersion = null, heartbeat, declaresLost = false }: TransitionOptions = {},
): Promise<TransitionOutcome> {
  const now = context.clock.now();
  const initial = exists ? currentState(row) : null;
  const policy = JSON.parse(row.empirical_policy) as FlowRunPolicy;
  const facts: FlowRunFacts = {
    now,
    run: { ...row, policy },
    randomKey: uuid7(),
    due: TAKES_TURN.has(proposal.type) ? await loadDueRun(tx, row, initial, now) : null,
    ...(await loadSlotFacts(context, tx, row, initial, clientVersion)),
  };
  const verdict = evaluate(rules, facts, initial, proposal);
  const before = applyPolicyEffects(policy, verdict.before);

  if (!verdict.state) {
    await applyRefusal(context, tx, row, verdict);
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
    ...leaseColumns(row, initial, entered, { now, heartbeat, declaresLost }),
    empirical_policy: JSON.stringify(applyPolicyEffects(settled, verdict.after)),
  };
  if (after.lease_expires !== null && after.heartbeat !== null)
    tx.afterCommit(() => context.signs.renewed(row.id, after.heartbeat!, now, true));
  if (exists) await tx.run(updateFlowRunProgress(row, after), after);
  if (exists) await writeState(context, tx, after, initial, entered, stored);
  for (const effect of verdict.before)
    if (effect.do === "cancel-flow-run") await askForEnd(context, tx, effect.id, effect.reason);
  if (initial && isFinalType(entered.type) && row.auto_scheduled)
    for (const id of await waitingFor(tx, row, now)) await wake(context, tx, id);
  return { verdict, row: after, entered };
}

/** Lets a run begin that waits for another one of its schedule. */
async function wake(context: Context, tx: Transaction, id: string): Promise<void> {
  const row = await lockFlowRun(tx, id);
  if (row?.state_name !== WAITING) return;
  await transition(context, tx, row, scheduled(context.clock.now(), { name: WAITING }), MINIMAL_FLOW_POLICY);
}

async function askForEnd(context: Context, tx: Transaction, id: string, message: string): Promise<void> {
  const row = await lockFlowRun(tx, id);
  if (row) await transition(context, tx, row, propose("CANCELLING", { message }), CORE_FLOW_POLICY);
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
  const startedBy = row.pool_id ?? row.deployment_id;
  // A run that is scheduled, or makes room for another.
  if (startedBy !== null && entered.type !== "RUNNING" && entered.type !== "PENDING")
    tx.afterCommit(() => context.work.mayHaveWork(startedBy));
}
