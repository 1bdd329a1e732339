import type { State } from "@weir/contract";
import { notFound } from "../platform/errors.ts";
import {
  readFlowRunState,
  readFlowRunStates,
  readTaskRunState,
  readTaskRunStates,
} from "../storage/queries/run-states.ts";
import { toState } from "../storage/queries/states.ts";
import type { Context } from "./context.ts";

export async function readFlowRunStateById({ store }: Context, id: string): Promise<State> {
  const row = await store.read((db) => db.first(readFlowRunState, { id }));
  if (!row) throw notFound("Flow run state");
  return toState(row);
}

export const listFlowRunStates = ({ store }: Context, flow_run_id: string): Promise<State[]> =>
  store.read(async (db) => (await db.all(readFlowRunStates, { flow_run_id })).map(toState));

export async function readTaskRunStateById({ store }: Context, id: string): Promise<State> {
  const row = await store.read((db) => db.first(readTaskRunState, { id }));
  // The reference says "flow" here too.
  if (!row) throw notFound("Flow run state");
  return toState(row);
}

export const listTaskRunStates = ({ store }: Context, task_run_id: string): Promise<State[]> =>
  store.read(async (db) => (await db.all(readTaskRunStates, { task_run_id })).map(toState));
