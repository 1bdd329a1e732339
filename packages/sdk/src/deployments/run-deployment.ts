/** `runDeployment()`: asks for a run of a deployment, wherever that is executed, and waits for it. */
import type { Client } from "@weir/client";
import type { FlowRunResponse } from "@weir/contract";
import { formatTime } from "@weir/contract/time";
import { randomUUID } from "node:crypto";
import { type Backend, backend as currentBackend } from "../backend.ts";
import { type Duration, milliseconds } from "../duration.ts";
import { elapsed } from "../engine/clock.ts";
import { currentScope, type Scope } from "../engine/scope.ts";
import { pause } from "../engine/sleep.ts";
import { now, uuid7 } from "../engine/time.ts";
import { WaitTimedOut } from "../errors.ts";
import { NoSuchDeployment } from "./errors.ts";
import type { State } from "../states/state.ts";
import { fromWire, wireParameters } from "../wire.ts";

export interface RunDeploymentOptions {
  /** Default: the deployment's. */
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
  /** Whether to wait for the end of the run. Default true. */
  readonly wait?: boolean | undefined;
  /** How long to wait. Default: without end. */
  readonly timeout?: Duration | undefined;
  /** Whether the run is a part of the flow run that asks for it, and shown and cancelled with it. Default true. */
  readonly asSubflow?: boolean | undefined;
  /** When it is due. Default: now. */
  readonly scheduledFor?: Date | undefined;
  /** Name of the run. Default: made up. */
  readonly name?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly jobVariables?: Readonly<Record<string, unknown>> | undefined;
  /** Of several requests with the same key, only the first makes a run. Default: each makes one. */
  readonly idempotencyKey?: string | undefined;
  /** From -2 to 2: each point moves it before others of its queue due up to ten minutes earlier. Default 0. */
  readonly priority?: number | undefined;
}

/** A run of a deployment. */
export interface DeploymentRun {
  readonly id: string;
  readonly name: string;
  /** As it was at the end, or when it was asked for if that was not waited for. `state.result()` gives its value. */
  readonly state: State;
}

const FIRST_LOOK_MS = 100;
const LONGEST_LOOK_MS = 2000;

/**
 * Runs a deployment: `await runDeployment("report/prod", { parameters: { ids: [7] }, timeout: "10m" })`.
 *
 * @param name the flow's name and the deployment's, or the deployment's id
 * @throws NoSuchDeployment, or WaitTimedOut; not what failed the run, which is its state's
 */
export async function runDeployment(name: string, options: RunDeploymentOptions = {}): Promise<DeploymentRun> {
  const scope = currentScope();
  const backend = scope?.backend ?? (await currentBackend());
  const { timeout, wait = true, asSubflow = true } = options;
  const millis = timeout === undefined ? Number.POSITIVE_INFINITY : milliseconds(timeout, "timeout");
  const id = await deploymentId(backend.api, name);
  const run = await create(backend, id, name, options, asSubflow ? scope : undefined);
  return asRun(backend, wait ? await ended(backend, run, millis, scope) : run);
}

/**
 * @param name the flow's name and the deployment's, or the deployment's id
 * @throws NoSuchDeployment
 */
export async function deploymentId(api: Client, name: string): Promise<string> {
  const [flow_name, deployment_name] = name.split("/");
  if (!flow_name || !deployment_name) return name;
  try {
    return (await api.deployments.readByName({ flow_name, deployment_name })).id;
  } catch (error) {
    if ((error as { readonly status?: unknown }).status === 404)
      throw new NoSuchDeployment(`there is no deployment ${name}`, { cause: error });
    throw error;
  }
}

async function create(
  { api }: Backend,
  id: string,
  name: string,
  { parameters, scheduledFor, jobVariables, tags, ...options }: RunDeploymentOptions,
  scope: Scope | undefined,
): Promise<FlowRunResponse> {
  const body = {
    ...(parameters && { parameters: wireParameters(parameters) }),
    ...(options.name !== undefined && { name: options.name }),
    ...(jobVariables && { job_variables: { ...jobVariables } }),
    ...(options.priority !== undefined && { weir: { priority: options.priority } }),
    tags: [...new Set([...(scope?.tags ?? []), ...(tags ?? [])])],
    state: {
      type: "SCHEDULED" as const,
      state_details: { scheduled_time: formatTime(scheduledFor ? scheduledFor.getTime() * 1000 : now()) },
    },
  };
  const parent = scope?.flow;
  if (!parent)
    return api.deployments.createFlowRun({ id }, { ...body, idempotency_key: options.idempotencyKey ?? uuid7(now()) });
  // A task run stands for the call in the flow run, the same one in each of its attempts.
  const task_key = `run-deployment-${name}`;
  const count = parent.subflowCalls.get(task_key) ?? 0;
  parent.subflowCalls.set(task_key, count + 1);
  const standIn = await api.taskRuns.create({
    id: uuid7(now()),
    flow_run_id: parent.id,
    task_key,
    dynamic_key: scope.task ? randomUUID() : String(count),
    name: `${name}-${count}`,
    tags: [],
    task_inputs: {},
    state: { type: "PENDING", state_details: { transition_id: randomUUID() } },
  });
  const key = options.idempotencyKey ?? standIn.id;
  const ask = (idempotency_key: string): Promise<FlowRunResponse> =>
    api.deployments.createFlowRun({ id }, { ...body, parent_task_run_id: standIn.id, idempotency_key });
  const run = await ask(key);
  // What an earlier attempt asked for, and what did not get done, is asked for again.
  const isInVain = ["FAILED", "CRASHED", "CANCELLED"].includes(run.state?.type ?? "");
  return isInVain && options.idempotencyKey === undefined ? ask(`${key}:${parent.runCount}`) : run;
}

async function ended(
  { api }: Backend,
  run: FlowRunResponse,
  millis: number,
  scope: Scope | undefined,
): Promise<FlowRunResponse> {
  const signal = (scope?.task ?? scope?.flow?.attempt)?.signal;
  const end = elapsed() + millis;
  for (let look = FIRST_LOOK_MS, current = run; ; look = Math.min(look * 1.5, LONGEST_LOOK_MS)) {
    if (current.end_time != null) return current;
    if (elapsed() >= end) throw new WaitTimedOut(`run ${run.name ?? run.id} has not ended within ${millis / 1000} s`);
    await pause(Math.min(look, end - elapsed()), signal);
    signal?.throwIfAborted();
    current = await api.flowRuns.read({ id: run.id });
  }
}

const asRun = ({ results }: Backend, run: FlowRunResponse): DeploymentRun => ({
  id: run.id,
  name: run.name ?? run.id,
  state: fromWire(run.state!, results),
});
