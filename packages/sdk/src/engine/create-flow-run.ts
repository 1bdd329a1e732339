/** Registers a flow and creates a run of it on the server. */
import { randomUUID } from "node:crypto";
import type { Backend } from "../backend.ts";
import { InvalidParameters } from "../errors.ts";
import { hasDependency } from "../futures/inputs.ts";
import type { State } from "../states/state.ts";
import { flowPolicy, wireParameters } from "../wire.ts";
import type { FlowDefinition } from "./flow-definition.ts";
import { FlowRun } from "./flow-run.ts";
import { fillTemplate } from "./names.ts";
import { type Parameters, validateParameters } from "./parameters.ts";
import { nextDelay } from "./retry.ts";
import type { Scope } from "./scope.ts";
import { trackSubflow } from "./subflow.ts";
import { now, uuid7 } from "./time.ts";

export interface CreatedRun {
  readonly run: FlowRun;
  /** What is wrong with the parameters: the run exists to show it. */
  readonly problem: InvalidParameters | undefined;
  /** What the parent knows the call by, if there is one. */
  readonly call: string | undefined;
}

/** A new run; or the final state of an earlier one, where the same call had completed in an earlier attempt. */
export async function createRun(
  backend: Backend,
  flow: FlowDefinition,
  given: Parameters,
  scope: Scope | undefined,
): Promise<CreatedRun | State> {
  const parent = scope?.flow;
  const { parameters, problem } = await checked(flow, given);
  const registered = flowId(backend, flow);
  const subflow = parent && (await trackSubflow(backend, parent, scope.task, flow, given));
  if (subflow?.completed) return subflow.completed;
  const retryDelay = Math.floor(nextDelay(flow.retry, 1, undefined, 0, 0.5) ?? 0);
  const name = runName(flow, parameters);
  const { parameterSchema } = flow;
  const flow_id = await registered;
  const id = uuid7(now());
  const body = {
    flow_id,
    flow_version: flow.version,
    ...(name === undefined ? {} : { name }),
    parameters: wireParameters(parameters),
    empirical_policy: flowPolicy(flow.retry, retryDelay),
    tags: [...new Set([...(scope?.tags ?? []), ...(flow.options.tags ?? [])])],
    state: { type: "PENDING" as const, state_details: { transition_id: randomUUID() } },
    ...(subflow === undefined ? {} : { parent_task_run_id: subflow.taskRunId }),
    // Asked for twice, because an answer was lost, the run is created once: a server of ours takes its id, others a key.
    ...(backend.isWeir ? {} : { idempotency_key: id }),
    // For any other server the client leaves this out.
    weir: { id, ...(parameterSchema === undefined ? {} : { parameter_schema: parameterSchema }) },
  };
  const created = await backend.api.flowRuns.create(body);
  const run = new FlowRun(backend, flow, created, parameters, parent);
  run.retryDelay = retryDelay;
  return { run, problem, call: subflow?.call };
}

/** Parameters are checked before the run is created, so that it shows them with their defaults; unless some are futures. */
export async function checked(
  flow: FlowDefinition,
  given: Parameters,
): Promise<{ parameters: Parameters; problem?: InvalidParameters }> {
  if (hasDependency(given)) return { parameters: given };
  try {
    return { parameters: await validateParameters(flow.name, flow.options.parameters, given) };
  } catch (problem) {
    if (problem instanceof InvalidParameters) return { parameters: given, problem };
    throw problem;
  }
}

function flowId(backend: Backend, flow: FlowDefinition): Promise<string> {
  const known = backend.flows.get(flow.name);
  if (known) return known;
  const created = backend.api.flows
    .create({ name: flow.name, tags: [...(flow.options.tags ?? [])] })
    .then(({ id }) => id);
  backend.flows.set(flow.name, created);
  created.catch(() => backend.flows.delete(flow.name));
  return created;
}

export function runName(flow: FlowDefinition, parameters: Parameters): string | undefined {
  const { runName: name } = flow.options;
  if (name === undefined) return undefined;
  return typeof name === "string" ? fillTemplate(name, parameters) : name(parameters);
}
