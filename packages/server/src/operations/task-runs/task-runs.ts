import type { StateCreate, TaskRun, TaskRunCreate } from "@weir/contract";
import { parseTime } from "@weir/contract";
import { notFound, Refusal } from "../../platform/errors.ts";
import { uuid7 } from "../../platform/ids.ts";
import { randomName } from "../../platform/names.ts";
import { BACKGROUND_TASK_POLICY, CORE_TASK_POLICY, MINIMAL_TASK_POLICY } from "../../rules/task-run/policies.ts";
import { readFlowRun } from "../../storage/queries/flow-runs.ts";
import { insertTaskRunState } from "../../storage/queries/states.ts";
import {
  deleteTaskRun,
  insertTaskRun,
  lockTaskRun,
  readLooseTaskRunByKey,
  readTaskRun,
  readTaskRunByKey,
  renameTaskRun,
  toTaskRun,
  type TaskRunRow,
} from "../../storage/queries/task-runs.ts";
import { ConstraintError, type Transaction } from "../../storage/store.ts";
import type { Context } from "../context.ts";
import { orchestrated, type Orchestrated } from "../flow-runs/set-state.ts";
import { proposalOf, stateRow } from "../states.ts";
import { deferTaskRun } from "./background.ts";
import { normalTaskPolicy } from "./policy.ts";
import { transition } from "./transition.ts";

const findByKey = (
  tx: Transaction,
  { flow_run_id, task_key, dynamic_key }: Pick<TaskRunRow, "flow_run_id" | "task_key" | "dynamic_key">,
): Promise<TaskRunRow | undefined> =>
  flow_run_id === null
    ? tx.first(readLooseTaskRunByKey, { task_key, dynamic_key })
    : tx.first(readTaskRunByKey, { flow_run_id, task_key, dynamic_key });

/** `POST /task_runs/`: creates a run, or finds the one that has its natural key. */
export async function createTaskRun(
  context: Context,
  body: TaskRunCreate,
): Promise<{ run: TaskRun; created: boolean }> {
  const { row, created } = await context.store.write(async (tx) => {
    const now = context.clock.now();
    const flow_run_id = body.flow_run_id ?? null;
    const key = { flow_run_id, task_key: body.task_key, dynamic_key: body.dynamic_key };
    const existing = await findByKey(tx, key);
    if (existing) return { row: existing, created: false };
    const flowRun = flow_run_id ? await tx.first(readFlowRun, { id: flow_run_id }) : undefined;
    if (flow_run_id && !flowRun) throw new ConstraintError(`flow run ${flow_run_id} does not exist`);
    const blank: TaskRunRow = {
      id: body.id ?? uuid7(),
      created: now,
      updated: now,
      name: body.name || randomName(),
      ...key,
      cache_key: body.cache_key ?? null,
      cache_expiration: body.cache_expiration ? parseTime(body.cache_expiration) : null,
      task_version: body.task_version ?? null,
      empirical_policy: JSON.stringify(normalTaskPolicy(body.empirical_policy)),
      tags: JSON.stringify(body.tags ?? []),
      labels: JSON.stringify({
        ...(flowRun ? { ...(JSON.parse(flowRun.labels) as object), "prefect.flow-run.id": flowRun.id } : {}),
        ...body.labels,
      }),
      task_inputs: JSON.stringify(body.task_inputs ?? {}),
      flow_run_run_count: 0,
      state_id: null,
      state_type: null,
      state_name: null,
      state_timestamp: null,
      run_count: 0,
      expected_start_time: null,
      next_scheduled_start_time: null,
      start_time: null,
      end_time: null,
      total_run_time: 0,
      s_message: null,
      s_details: null,
      s_data: null,
    };
    const proposal = proposalOf(body.state ?? { type: "PENDING" }, now);
    const policy = proposal.details.deferred ? BACKGROUND_TASK_POLICY : MINIMAL_TASK_POLICY;
    const { row: fresh, entered } = await transition(context, tx, blank, proposal, policy, false);
    if ((await tx.run(insertTaskRun, fresh)) === 0) {
      const other = await findByKey(tx, key);
      if (!other) throw new ConstraintError(`a task run with id ${fresh.id} exists already`);
      return { row: other, created: false };
    }
    await tx.run(insertTaskRunState, { ...stateRow(entered!), task_run_id: fresh.id });
    await deferTaskRun(context, tx, fresh, entered!);
    return { row: fresh, created: true };
  });
  return { run: toTaskRun(row, context.clock.now()), created };
}

export async function readTaskRunById({ store, clock }: Context, id: string): Promise<TaskRun> {
  const row = await store.read((db) => db.first(readTaskRun, { id }));
  if (!row) throw notFound("Task");
  return toTaskRun(row, clock.now());
}

export async function updateTaskRunName(context: Context, id: string, name: string | null | undefined): Promise<void> {
  await context.store.write(async (tx) => {
    const row = await tx.first(readTaskRun, { id });
    if (!row) throw notFound("Task run");
    await tx.run(renameTaskRun, {
      id,
      updated: context.clock.now(),
      name: name === undefined ? row.name : name || randomName(),
    });
  });
}

export async function deleteTaskRunById({ store }: Context, id: string): Promise<void> {
  const deleted = await store.write((tx) => tx.run(deleteTaskRun, { id }));
  if (deleted === 0) throw notFound("Task run");
}

/** `POST /task_runs/{id}/set_state`. */
export const setTaskRunState = (
  context: Context,
  id: string,
  body: { readonly state: StateCreate; readonly force?: boolean | undefined },
): Promise<Orchestrated> =>
  context.store.write(async (tx) => {
    const row = await lockTaskRun(tx, id);
    if (!row) throw new Refusal("object_not_found", `Task run with id ${id} not found`);
    const proposal = proposalOf(body.state, context.clock.now());
    const policy = proposal.details.deferred
      ? BACKGROUND_TASK_POLICY
      : body.force
        ? MINIMAL_TASK_POLICY
        : CORE_TASK_POLICY;
    const outcome = await transition(context, tx, row, proposal, policy);
    return orchestrated(outcome.verdict, outcome.row, outcome.entered);
  });
