/** Takes a task run from one state to the next over REST. (Ordinary task runs are recorded from their client's events.) */
import type { TaskRunPolicy } from "@weir/contract";
import { parseTime } from "@weir/contract";
import { uuid7 } from "../../platform/ids.ts";
import { bookkeeping } from "../../rules/bookkeeping.ts";
import { evaluate, type Verdict } from "../../rules/evaluate.ts";
import type { Policy } from "../../rules/rule.ts";
import type { ProposedState, State } from "../../rules/state.ts";
import type { TaskRunFacts } from "../../rules/task-run/facts.ts";
import { readFlowRun } from "../../storage/queries/flow-runs.ts";
import { insertTaskRunState } from "../../storage/queries/states.ts";
import { insertCachedState, readCachedState, updateTaskRun, type TaskRunRow } from "../../storage/queries/task-runs.ts";
import type { Transaction } from "../../storage/store.ts";
import type { Context } from "../context.ts";
import { asJoined, currentState, stateRow } from "../states.ts";
import { deferTaskRun } from "./background.ts";
import { applyTagEffects, loadTagLimit } from "./tag-slots.ts";

async function loadFacts(
  context: Context,
  tx: Transaction,
  row: TaskRunRow,
  proposal: ProposedState,
): Promise<TaskRunFacts> {
  const now = context.clock.now();
  const random = Math.random();
  const { cache_key } = proposal.details;
  const flowRun = row.flow_run_id ? await tx.first(readFlowRun, { id: row.flow_run_id }) : undefined;
  const cached =
    proposal.type === "RUNNING" && cache_key ? await tx.first(readCachedState, { cache_key, now }) : undefined;
  return {
    now,
    run: { ...row, policy: JSON.parse(row.empirical_policy) as TaskRunPolicy },
    flowRun: flowRun ? { id: flowRun.id, run_count: flowRun.run_count, state: currentState(flowRun) } : null,
    cached: cached
      ? currentState({
          state_id: cached.id,
          state_type: cached.type,
          state_name: cached.name,
          state_timestamp: cached.timestamp,
          s_message: cached.message,
          s_details: cached.state_details,
          s_data: cached.data,
        })
      : null,
    tagLimit: proposal.type === "RUNNING" ? await loadTagLimit(tx, row, now, random) : null,
    random,
  };
}

/**
 * Decides on a proposal and writes the outcome.
 *
 * @param exists false for a run whose row is yet to be inserted: then nothing is written here
 */
export async function transition(
  context: Context,
  tx: Transaction,
  row: TaskRunRow,
  proposal: ProposedState,
  rules: Policy<TaskRunFacts>,
  exists = true,
): Promise<{ verdict: Verdict; row: TaskRunRow; entered: State | null }> {
  const initial = exists ? currentState(row) : null;
  const facts = await loadFacts(context, tx, row, proposal);
  const verdict = evaluate(rules, facts, initial, proposal);
  if (!verdict.state) return { verdict, row, entered: null };

  const timestamp = initial ? Math.max(facts.now, initial.timestamp + 1) : facts.now;
  const details = { ...verdict.state.details, flow_run_id: row.flow_run_id, task_run_id: row.id };
  const entered: State = { ...verdict.state, details, id: uuid7(), timestamp };
  const stored = stateRow(entered);
  let { run_count } = row;
  for (const effect of verdict.before) if (effect.do === "set-run-count") run_count = effect.value;
  let after: TaskRunRow = {
    ...row,
    ...bookkeeping({ ...row, run_count }, initial, entered, true),
    ...asJoined(stored),
    updated: facts.now,
  };
  for (const effect of verdict.after) {
    if (effect.do === "set-run-count") after = { ...after, run_count: effect.value };
    if (effect.do === "set-flow-run-run-count") after = { ...after, flow_run_run_count: effect.value };
  }
  await applyTagEffects(tx, row, verdict, facts.now);
  if (!exists) return { verdict, row: after, entered };
  await tx.run(updateTaskRun, after);
  await tx.run(insertTaskRunState, { ...stored, task_run_id: row.id });
  await deferTaskRun(context, tx, row, entered);
  for (const effect of verdict.after)
    if (effect.do === "insert-cache")
      await tx.run(insertCachedState, {
        cache_key: effect.key,
        created: facts.now,
        cache_expiration: details.cache_expiration ? parseTime(details.cache_expiration) : null,
        task_run_state_id: entered.id,
      });
  return { verdict, row: after, entered };
}
