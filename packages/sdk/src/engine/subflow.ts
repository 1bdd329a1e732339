/**
 * A flow called by a flow. A task run in the parent stands for it; the server gives that one the subflow's states.
 *
 * When the parent is at its second attempt (or was started anew elsewhere), the same call finds the same task run again,
 * by the flow's name and the number of the call. If its subflow completed, that result is taken: from memory, or as the
 * server has it.
 */
import { randomUUID } from "node:crypto";
import type { Backend } from "../backend.ts";
import { hasDependency, type TaskInputs, upstreamIds } from "../futures/inputs.ts";
import type { State } from "../states/state.ts";
import { fromWire, taskPolicy } from "../wire.ts";
import type { FlowDefinition } from "./flow-definition.ts";
import type { FlowRun } from "./flow-run.ts";
import type { Parameters } from "./parameters.ts";
import { sourceHash } from "./task-definition.ts";
import type { TaskAttempt } from "./task-attempt.ts";
import { now, uuid7 } from "./time.ts";

export interface Subflow {
  /** Id of the task run that stands for the subflow. */
  readonly taskRunId: string;
  /** What tells the call from others of the parent, the same in each attempt. */
  readonly call: string;
  /** How this very call ended in an earlier attempt, if it completed and its result was kept. */
  readonly completed: State | undefined;
}

/** Creates, or finds again, the task run that stands for a call of a flow. */
export async function trackSubflow(
  backend: Backend,
  parent: FlowRun,
  task: TaskAttempt | undefined,
  flow: FlowDefinition,
  parameters: Parameters,
): Promise<Subflow> {
  const taskKey = `${flow.name}-${sourceHash(flow.fn).slice(0, 8)}`;
  // Calls within tasks have no order that would be the same the next time.
  const dynamicKey = task ? randomUUID() : String(countCall(parent, taskKey));
  const call = `${taskKey}:${dynamicKey}`;
  const known = parent.finished?.find(call);
  if (known?.taskRunId !== undefined) return { taskRunId: known.taskRunId, call, completed: known };
  const created = await backend.api.taskRuns.create({
    id: uuid7(now()),
    flow_run_id: parent.id,
    task_key: taskKey,
    dynamic_key: dynamicKey,
    name: `${flow.name}-${dynamicKey.slice(0, 3)}`,
    task_version: flow.version,
    empirical_policy: taskPolicy(flow.retry),
    tags: [],
    task_inputs: inputsOf(parent, task, parameters),
    state: { type: "PENDING", state_details: { transition_id: randomUUID() } },
  });
  const isAgain = parent.runCount > 1 && created.state != null;
  const state = isAgain ? fromWire(created.state!, backend.results) : undefined;
  const hasResult = state?.type === "COMPLETED" && state.outcome !== undefined;
  return { taskRunId: created.id, call, completed: hasResult ? state : undefined };
}

function countCall(parent: FlowRun, key: string): number {
  const count = parent.subflowCalls.get(key) ?? 0;
  parent.subflowCalls.set(key, count + 1);
  return count;
}

function inputsOf(parent: FlowRun, task: TaskAttempt | undefined, parameters: Parameters): TaskInputs {
  const inputs: TaskInputs = {};
  for (const [name, value] of Object.entries(parameters))
    inputs[name] = upstreamIds(value, parent.links, hasDependency(value)).map((id) => ({ input_type: "task_run", id }));
  if (task) inputs["__parents__"] = [{ input_type: "task_run", id: task.record.id }];
  return inputs;
}
