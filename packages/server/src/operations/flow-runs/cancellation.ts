import { seconds, type Micros } from "@weir/contract";
import { MINIMAL_FLOW_POLICY, CORE_FLOW_POLICY } from "../../rules/flow-run/policies.ts";
import { runsBelowCancelled, tasksBelowCancelled } from "../../storage/queries/due-flow-runs.ts";
import type { Context } from "../context.ts";
import { setTaskRunState } from "../task-runs/task-runs.ts";
import { NOBODY } from "./nobody.ts";
import { setStateWithin } from "./set-state.ts";

/** How long after its cancellation a run's children are looked for. */
const LOOK_BACK = seconds(24 * 3600);

const MESSAGE = "The parent flow run was cancelled.";

/**
 * Cancels what is below cancelled runs: task runs at once, subflows of the same process at once, runs of deployments
 * by asking whoever executes them. Answers how many changed.
 */
export async function finishCancelledRuns(context: Context, now: Micros): Promise<number> {
  const since = now - LOOK_BACK;
  const [tasks, runs] = await context.store.read(async (db) => [
    await db.all(tasksBelowCancelled, { since }),
    await db.all(runsBelowCancelled, { since }),
  ]);
  const answers = await Promise.all([
    ...tasks.map(({ id }) =>
      setTaskRunState(context, id, { state: { type: "CANCELLED", message: MESSAGE }, force: true }),
    ),
    ...runs.map(({ id, deployment_id }) =>
      context.store.write((tx) =>
        setStateWithin(
          context,
          tx,
          id,
          { type: deployment_id ? "CANCELLING" : "CANCELLED", message: MESSAGE },
          deployment_id ? CORE_FLOW_POLICY : MINIMAL_FLOW_POLICY,
          NOBODY,
        ),
      ),
    ),
  ]);
  return answers.filter((answer) => answer.changed).length;
}
