/** What has to happen before a deployment's code can be loaded: its pull steps, as any worker of the protocol reads them. */
import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { lookUpOn } from "@weir/client";
import type { DeploymentResponse } from "@weir/contract";
import { type Find, valueAt } from "@weir/contract/templates";
import type { Backend } from "../backend.ts";
import { hideSecret } from "../redaction.ts";
import { homeOf } from "../settings.ts";
import { EntrypointFailed } from "./errors.ts";
import { runSteps } from "./steps/run.ts";
import type { Inputs, Step } from "./steps/types.ts";

/**
 * The folder that the entrypoint is meant from.
 *
 * @param folder where the steps begin
 * @param print gets what they tell
 * @throws StepFailed for a step that is unknown, or cannot be done; EntrypointFailed
 */
export async function pull(
  { api, settings }: Pick<Backend, "api" | "settings">,
  { path, pull_steps }: Pick<DeploymentResponse, "path" | "pull_steps">,
  folder: string,
  print: (text: string) => void = (text) => process.stdout.write(text),
): Promise<string> {
  const start = path ? resolve(folder, path) : folder;
  const lookUp = lookUpOn(api);
  const find =
    (outputs: Inputs): Find =>
    async (name) => {
      if (name.startsWith("$")) return process.env[name.slice(1)];
      if (!name.startsWith("prefect.")) return valueAt(outputs, name) ?? process.env[name];
      const value = await lookUp(name.slice("prefect.".length));
      if (name.startsWith("prefect.blocks.")) hideSecret(value);
      return value;
    };
  const done = await runSteps((pull_steps ?? []) as readonly Step[], {
    folder: start,
    environment: process.env,
    cache: join(homeOf(settings), "cache"),
    print,
    find,
  });
  // As the reference: the last that was got or gone to.
  const { directory } = done.outputs;
  const found = typeof directory === "string" ? resolve(done.folder, directory) : done.folder;
  if (!existsSync(found) || !statSync(found).isDirectory())
    throw new EntrypointFailed(`there is no folder ${found}, where the deployment has its code`);
  return found;
}
