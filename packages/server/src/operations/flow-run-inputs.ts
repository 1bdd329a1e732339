import type { FlowRunInput } from "@weir/contract";
import { notFound, Refusal } from "../platform/errors.ts";
import { uuid7 } from "../platform/ids.ts";
import {
  deleteFlowRunInput,
  filterFlowRunInputs,
  insertFlowRunInput,
  readFlowRunInput,
  toFlowRunInput,
} from "../storage/queries/flow-run-inputs.ts";
import { holdFlowRun } from "../storage/queries/flow-runs.ts";
import type { Transaction } from "../storage/store.ts";
import type { Context } from "./context.ts";

export interface NewInput {
  readonly key: string;
  /** Text; by convention JSON. */
  readonly value: string;
  /** Who sent it, e.g. `prefect.flow-run.<id>`. */
  readonly sender?: string | null | undefined;
}

/** Adds an input within a transaction of the caller's. */
export async function addInputWithin(
  context: Context,
  tx: Transaction,
  flow_run_id: string,
  { key, value, sender = null }: NewInput,
): Promise<void> {
  if (!/^[a-z0-9-]+$/.test(key))
    throw new Refusal("invalid", "key must only contain lowercase letters, numbers, and dashes");
  const now = context.clock.now();
  const row = { flow_run_id, key, value, sender, id: uuid7(), created: now, updated: now };
  if ((await tx.run(insertFlowRunInput, row)) === 0)
    throw new Refusal("conflict", "A flow run input with this key already exists.");
}

export const createFlowRunInput = (context: Context, flowRunId: string, input: NewInput): Promise<void> =>
  context.store.write(async (tx) => {
    if (!(await tx.first(holdFlowRun, { id: flowRunId }))) throw notFound("Flow run");
    await addInputWithin(context, tx, flowRunId, input);
  });

export async function readFlowRunInputValue({ store }: Context, flow_run_id: string, key: string): Promise<string> {
  const row = await store.read((db) => db.first(readFlowRunInput, { flow_run_id, key }));
  if (!row) throw notFound("Flow run input");
  return row.value;
}

export const listFlowRunInputs = (
  { store }: Context,
  flowRunId: string,
  filter: { readonly prefix: string; readonly limit: number; readonly exclude: readonly string[] },
): Promise<FlowRunInput[]> =>
  store.read(async (db) => (await db.rows(filterFlowRunInputs(flowRunId, filter))).map(toFlowRunInput));

export async function deleteFlowRunInputByKey({ store }: Context, flow_run_id: string, key: string): Promise<void> {
  if ((await store.write((tx) => tx.run(deleteFlowRunInput, { flow_run_id, key }))) === 0)
    throw notFound("Flow run input");
}
