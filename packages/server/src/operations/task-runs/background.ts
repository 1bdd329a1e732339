/**
 * Tasks in the background: a scheduled task run that is `deferred` is handed to one of the processes that serve its task.
 *
 * B1. A run waits in the database from the transaction that schedules it, until whoever got it has said so.
 * B2. It is handed to one process at a time: taken under a lease, which is given back when the connection ends and runs out
 *     when the server itself does.
 * B3. What was given back goes first. What is no longer scheduled is not handed out.
 */
import { seconds, type TaskRun } from "@weir/contract";
import type { State } from "../../rules/state.ts";
import {
  deleteBackgroundTask,
  nextBackgroundTask,
  putBackgroundTask,
  releaseBackgroundTask,
  releaseBackgroundTasks,
  takeBackgroundTask,
} from "../../storage/queries/background-tasks.ts";
import { readTaskRun, toTaskRun, type TaskRunRow } from "../../storage/queries/task-runs.ts";
import type { Transaction } from "../../storage/store.ts";
import type { Context } from "../context.ts";

/** How long a process may take to say that it has got a run. */
const LEASE = seconds(60);

/** Puts a run in line if the state that it entered asks for it. */
export async function deferTaskRun(
  context: Context,
  tx: Transaction,
  row: Pick<TaskRunRow, "id" | "task_key">,
  entered: State,
): Promise<void> {
  if (entered.type !== "SCHEDULED" || !entered.details.deferred) return;
  await tx.run(putBackgroundTask, {
    task_run_id: row.id,
    task_key: row.task_key,
    enqueued: entered.timestamp,
    again: entered.name === "AwaitingRetry" ? 1 : 0,
    taken_until: null,
  });
  tx.afterCommit(() => context.work.taskDeferred(row.task_key));
}

/** The next run of some tasks, taken for the caller; undefined if none waits. */
export const takeTaskRun = (context: Context, keys: readonly string[]): Promise<TaskRun | undefined> =>
  context.store.write(async (tx) => {
    const now = context.clock.now();
    for (;;) {
      const [next] = await tx.rows(nextBackgroundTask(tx.dialect, keys, now));
      if (!next) return undefined;
      const row = await tx.first(readTaskRun, { id: next.task_run_id });
      if (row?.state_type !== "SCHEDULED") {
        await tx.run(deleteBackgroundTask, { task_run_id: next.task_run_id });
        continue;
      }
      await tx.run(takeBackgroundTask, { task_run_id: row.id, taken_until: now + LEASE });
      return toTaskRun(row, now);
    }
  });

/** The process that was handed a run has it. */
export const acknowledgeTaskRun = ({ store }: Context, id: string): Promise<number> =>
  store.write((tx) => tx.run(deleteBackgroundTask, { task_run_id: id }));

/** It has not: somebody else gets it. */
export const giveBackTaskRun = (context: Context, { id, task_key }: TaskRun): Promise<void> =>
  context.store.write(async (tx) => {
    await tx.run(releaseBackgroundTask, { task_run_id: id });
    tx.afterCommit(() => context.work.taskDeferred(task_key));
  });

/** Gives back what a server held that is gone: on SQLite no other can be there. */
export const giveBackAll = ({ store }: Context): Promise<number> =>
  store.dialect === "sqlite" ? store.write((tx) => tx.run(releaseBackgroundTasks, {})) : Promise.resolve(0);
