/** What has to happen before a deployment's code can be loaded: its pull steps, as any worker of the protocol reads them. */
import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { DeploymentResponse } from "@weir/contract";
import { EntrypointFailed } from "./errors.ts";

const SET_WORKING_DIRECTORY = "prefect.deployments.steps.set_working_directory";

/**
 * The folder that the entrypoint is meant from.
 *
 * @throws EntrypointFailed for a step that is unknown, or cannot be done
 */
export function pull({ path, pull_steps }: DeploymentResponse, folder: string): string {
  let current = path ? resolve(folder, path) : folder;
  for (const step of pull_steps ?? [])
    for (const [name, inputs] of Object.entries(step)) {
      if (name !== SET_WORKING_DIRECTORY)
        throw new EntrypointFailed(`pull step ${name} is not one that Weir can do (only ${SET_WORKING_DIRECTORY})`);
      current = resolve(current, String((inputs as { readonly directory?: unknown }).directory));
    }
  if (!existsSync(current) || !statSync(current).isDirectory())
    throw new EntrypointFailed(`there is no folder ${current}, where the deployment has its code`);
  return current;
}
