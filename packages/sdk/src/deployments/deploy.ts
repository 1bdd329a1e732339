/** `flow.deploy()`: a deployment whose runs the workers of a work pool execute. */
import { NotFound } from "@weir/client";
import { resolve } from "node:path";
import { backend as currentBackend } from "../backend.ts";
import { isLoadingFlows } from "../engine/flow-collection.ts";
import type { FlowDefinition } from "../engine/flow-definition.ts";
import { NoWorkPool } from "./errors.ts";
import type { DeployOptions } from "./options.ts";
import { register } from "./register.ts";

/** Python's process workers start what the job variables say; ours know it by the file of the entrypoint. */
const COMMAND = "weir flow-run execute";

/** @throws NoWorkPool */
export async function deployFlow(
  flow: FlowDefinition,
  options: DeployOptions,
): Promise<{ readonly id: string; readonly name: string }> {
  const fullName = `${flow.name}/${options.name}`;
  if (isLoadingFlows()) return { id: "", name: fullName };
  const backend = await currentBackend();
  const type = await poolType(backend.api, options.workPool);
  const directory = resolve(options.workingDirectory ?? ".");
  const { id } = await register(backend, flow, options.name, options, {
    work_pool_name: options.workPool,
    ...(options.workQueue !== undefined && { work_queue_name: options.workQueue }),
    job_variables: { ...(type === "process" && { command: COMMAND }), ...options.jobVariables },
    pull_steps: [{ "prefect.deployments.steps.set_working_directory": { directory } }],
    paused: options.paused ?? false,
  });
  return { id, name: fullName };
}

async function poolType(api: Awaited<ReturnType<typeof currentBackend>>["api"], name: string): Promise<string> {
  try {
    return (await api.workPools.read({ name })).type;
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
    throw new NoWorkPool(`there is no work pool ${name}: create it with \`weir work-pool create ${name}\``, {
      cause: error,
    });
  }
}
