/** Gathers what starting a run takes. */
import { type Client, lookUpOn, NotFound } from "@weir/client";
import type { DeploymentResponse } from "@weir/contract";
import { type Json, resolveJob } from "./job-configuration.ts";
import type { ClaimedRun, Job } from "./launcher.ts";

/** What every process of a run is told, by the worker that starts it. */
export interface JobSetting {
  readonly template: Json;
  readonly workerName: string;
  /** Variables that lead to the server. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The run cannot be started: its deployment is gone. */
export class NoDeployment extends Error {
  override readonly name = "NoDeployment";
}

/** @throws NoDeployment, or what is wrong with the job variables */
export async function prepare(api: Client, run: ClaimedRun, setting: JobSetting): Promise<Job> {
  const [deployment, flow] = await Promise.all([deploymentOf(api, run), api.flows.read({ id: run.flow_id })]);
  const layers = [deployment.job_variables, run.job_variables];
  const configuration = await resolveJob(setting.template, layers, process.env, lookUpOn(api));
  const facts = {
    FLOW_RUN_ID: run.id,
    FLOW_ID: run.flow_id,
    FLOW_NAME: flow.name,
    DEPLOYMENT_ID: deployment.id,
    DEPLOYMENT_NAME: deployment.name,
    WORKER_NAME: setting.workerName,
  };
  const told = Object.entries(facts).flatMap(([key, value]) => [
    [`WEIR__${key}`, value],
    [`PREFECT__${key}`, value],
  ]);
  const environment = { ...setting.environment, ...(Object.fromEntries(told) as Record<string, string>) };
  return { run, deployment, flowName: flow.name, workerName: setting.workerName, configuration, environment };
}

/** As it was when the run was made, if the server knows that. */
async function deploymentOf(api: Client, { id: run, deployment_id: id }: ClaimedRun): Promise<DeploymentResponse> {
  if (id == null) throw new NoDeployment("it has no deployment");
  try {
    if (api.weirVersion === undefined) return await api.deployments.read({ id });
    return (await api.deploymentVersions.ofFlowRun({ id: run })).deployment;
  } catch (error) {
    if (error instanceof NotFound) throw new NoDeployment("its deployment was deleted", { cause: error });
    throw error;
  }
}
