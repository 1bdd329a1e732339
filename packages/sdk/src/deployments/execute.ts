/**
 * Executes a flow run that a server has already: what workers and served flows start in a process of its own.
 *
 * X1  Only a run that waits for somebody to execute it is executed: one that is running is left alone.
 * X2  Whatever keeps the function from being called is the run's end: it is Crashed, with the reason.
 */
import type { DeploymentResponse, FlowRunResponse } from "@weir/contract";
import { type Backend, backend as currentBackend } from "../backend.ts";
import { FlowExecution } from "../engine/run-flow.ts";
import type { FlowDefinition } from "../engine/flow-definition.ts";
import { describeError, RunAborted } from "../errors.ts";
import { RunLogger } from "../logging/logger.ts";
import type { State } from "../states/state.ts";
import { NotExecutable } from "./errors.ts";
import { loadEntrypoint } from "./entrypoint.ts";
import { pull } from "./pull-steps.ts";

/**
 * Loads the deployment's code and executes the run.
 *
 * @param entrypoint instead of the deployment's
 * @returns the state that the run is left in; `undefined` if the server wanted it to be left alone
 * @throws NotExecutable, or EntrypointFailed after the run was recorded as crashed
 */
export async function executeFlowRun(id: string, entrypoint?: string): Promise<State | undefined> {
  const backend = await currentBackend();
  const run = await claimed(backend, await backend.api.flowRuns.read({ id }));
  const flow = await load(backend, run, entrypoint).catch(async (error: unknown) => {
    await crash(backend, run, error);
    throw error;
  });
  try {
    return (await new FlowExecution(flow, { self: undefined, parameters: {} }, run).done).state;
  } catch (error) {
    if (error instanceof RunAborted) return undefined;
    throw error;
  }
}

/** Ends everything that `executeFlowRun` has opened. */
export const closeBackend = async (): Promise<void> => (await currentBackend()).close();

/** The run as pending: a scheduled one, that no worker has claimed, is claimed now. */
async function claimed({ api }: Backend, run: FlowRunResponse): Promise<FlowRunResponse> {
  const { id, name, state } = run;
  if (state?.type === "PENDING" || state?.type === "CANCELLING") return run;
  if (state?.type !== "SCHEDULED")
    throw new NotExecutable(`flow run ${name ?? id} is ${state?.name ?? "without a state"}: it cannot be executed now`);
  const answer = await api.flowRuns.setState({ id }, { state: { type: "PENDING" } });
  if (answer.status !== "ACCEPT")
    throw new NotExecutable(
      `flow run ${name ?? id} cannot be executed: ${(answer.details as { reason?: string | null }).reason ?? answer.status}`,
    );
  return { ...run, state: answer.state ?? state };
}

async function load(backend: Backend, run: FlowRunResponse, given: string | undefined): Promise<FlowDefinition> {
  const deployment: Partial<DeploymentResponse> =
    run.deployment_id == null ? {} : await deploymentOf(backend, run.id, run.deployment_id);
  const entrypoint = given ?? deployment.entrypoint;
  if (entrypoint == null)
    throw new NotExecutable(`flow run ${run.name ?? run.id} has no deployment with an entrypoint: give one`);
  const folder = await pull(backend, deployment as DeploymentResponse, process.cwd());
  // The flow finds the files beside its code, as it does where it was written.
  process.chdir(folder);
  return loadEntrypoint(entrypoint, folder);
}

/** As it was when the run was made, if the server knows that. */
async function deploymentOf({ api }: Backend, runId: string, id: string): Promise<DeploymentResponse> {
  if (api.weirVersion === undefined) return api.deployments.read({ id });
  return (await api.deploymentVersions.ofFlowRun({ id: runId })).deployment;
}

async function crash(backend: Backend, run: FlowRunResponse, error: unknown): Promise<void> {
  const message = `Flow run could not begin: ${describeError(error)}`;
  new RunLogger({
    stream: backend.settings.log_to_api ? backend.logs : undefined,
    level: backend.settings.log_level,
    name: "weir.flow_runs",
    source: () => `Flow run '${run.name}' - `,
    flowRunId: run.id,
    taskRunId: null,
  }).error(error instanceof Error && error.cause instanceof Error ? error.cause : message);
  await backend.api.flowRuns.setState({ id: run.id }, { state: { type: "CRASHED", message }, force: true });
  await backend.flush();
}
