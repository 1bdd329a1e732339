/** What the end of a flow's function leads to. */
import { describeError, markRun, RunTimedOut } from "../errors.ts";
import type { StateFields } from "../states/state.ts";
import type { FlowRun } from "./flow-run.ts";

/** The state of a run whose function has thrown, or was stopped by its timeout. */
export function failureOf(run: FlowRun, error: unknown): StateFields {
  markRun(error, { kind: "flow-run", id: run.id, name: run.name });
  const outcome = { kind: "error", error } as const;
  if (error instanceof RunTimedOut && run.attempt.reason === error)
    return { type: "FAILED", name: "TimedOut", message: error.message, outcome };
  const message = `Flow run encountered an exception: ${describeError(error)}`;
  return { type: "FAILED", message, details: { retriable: false }, outcome };
}

/** Waits for what the function started and left. After a failure, what has not begun does not begin any more. */
export async function settleOpen(run: FlowRun, succeeded: boolean): Promise<void> {
  while (run.open.size > 0 || run.subflows.size > 0) {
    if (!succeeded || run.attempt.isInterrupted)
      for (const task of run.open) if (task.record.state?.type !== "RUNNING") task.cancel();
    await Promise.allSettled([...run.open, ...run.subflows].map((execution) => execution.done));
  }
}
