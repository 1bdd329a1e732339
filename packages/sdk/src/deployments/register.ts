/** Records a deployment on the server: a new one, or the one of that name changed. */
import type { Client } from "@weir/client";
import type { AutomationCreate, DeploymentCreate, DeploymentResponse } from "@weir/contract";
import { userInfo } from "node:os";
import { relative } from "node:path";
import { action } from "../automations/actions.ts";
import type { Backend } from "../backend.ts";
import type { FlowDefinition } from "../engine/flow-definition.ts";
import { wireParameters } from "../wire.ts";
import { parseEntrypoint } from "./entrypoint.ts";
import { EntrypointFailed } from "./errors.ts";
import type { DeploymentOptions, DeploymentTrigger } from "./options.ts";

/** What the two ways of making one add. */
export type Place = Pick<
  DeploymentCreate,
  "path" | "pull_steps" | "work_pool_name" | "work_queue_name" | "job_variables" | "paused"
>;

export async function register(
  backend: Backend,
  flow: FlowDefinition,
  name: string,
  options: DeploymentOptions,
  place: Place,
): Promise<DeploymentResponse> {
  const { schedule, schedules = schedule ? [schedule] : [], description = flow.options.description } = options;
  const { id: flow_id } = await backend.api.flows.create({ name: flow.name, tags: [...(flow.options.tags ?? [])] });
  const body = {
    name,
    flow_id,
    entrypoint: options.entrypoint ?? thisProgram(flow),
    version: options.version ?? flow.version,
    parameters: wireParameters(options.parameters ?? {}),
    parameter_openapi_schema: { type: "object", properties: {}, ...flow.parameterSchema },
    enforce_parameter_schema: flow.parameterSchema !== undefined,
    schedules: schedules.map(({ wire }) => wire),
    tags: [...(options.tags ?? [])],
    ...(description !== undefined && { description }),
    ...(options.concurrencyLimit !== undefined && { concurrency_limit: options.concurrencyLimit }),
    ...place,
    // For any other server the client leaves this out.
    weir: { schedules: schedules.map(({ policy }) => policy), source: { author: userInfo().username } },
  };
  const deployment = await backend.api.deployments.create(body);
  if (options.triggers) await setTriggers(backend.api, deployment, options.triggers);
  return deployment;
}

/** Replaces the automations that belong to a deployment, as the reference's client does. */
async function setTriggers(
  api: Client,
  { id, name }: DeploymentResponse,
  triggers: NonNullable<DeploymentOptions["triggers"]>,
): Promise<void> {
  const owner_resource = `prefect.deployment.${id}`;
  await api.automations.deleteOwnedBy({ resource_id: owner_resource });
  for (const [at, given] of triggers.entries()) {
    const { on, name: own, ...run }: DeploymentTrigger = "on" in given ? given : { on: given };
    const body = {
      name: own ?? `${name}__automation_${at + 1}`,
      trigger: on,
      actions: [await action.runDeployment(id, run).resolve(api)],
      owner_resource,
    };
    await api.automations.create(body as unknown as AutomationCreate);
  }
}

/** The flow as one of the program that was started: loading that defines it. */
function thisProgram(flow: FlowDefinition): string {
  const file = relative(process.cwd(), process.argv[1] ?? "");
  if (!parseEntrypoint(file))
    throw new EntrypointFailed(
      `flow ${flow.name}: the program running is no file (give \`entrypoint: "file.ts:name"\`)`,
    );
  return `${file}:${flow.name}`;
}
