/** `flow.deploy()`: a deployment whose runs the workers of a work pool execute. */
import { NotFound } from "@weir/client";
import type { WorkPoolResponse } from "@weir/contract";
import { resolve } from "node:path";
import { backend as currentBackend } from "../backend.ts";
import { isLoadingFlows } from "../engine/flow-collection.ts";
import type { FlowDefinition } from "../engine/flow-definition.ts";
import { ImageNotBuilt, NoWorkPool } from "./errors.ts";
import { BASE_IMAGE, FOLDER_IN_IMAGE, makeImage } from "./image.ts";
import type { DeployOptions } from "./options.ts";
import { register } from "./register.ts";

/** Python's process workers start what the job variables say; ours know it by the file of the entrypoint. */
const COMMAND = "weir flow-run execute";

/** Steps of a deployment that get its code. */
export type PullSteps = readonly Readonly<Record<string, unknown>>[];

/**
 * @param pullSteps of code that workers get themselves: an image is used as it is. Default: the code of this machine,
 *     or of the image
 * @throws NoWorkPool, ImageNotBuilt
 */
export async function deployFlow(
  flow: FlowDefinition,
  options: DeployOptions,
  pullSteps?: PullSteps,
): Promise<{ readonly id: string; readonly name: string }> {
  const fullName = `${flow.name}/${options.name}`;
  if (isLoadingFlows()) return { id: "", name: fullName };
  const backend = await currentBackend();
  const pool = await readPool(backend.api, options.workPool);
  checkImage(pool, options.image);
  const image = pullSteps ? options.image : await imageOf(options);
  const directory =
    image === undefined ? resolve(options.workingDirectory ?? ".") : (options.workingDirectory ?? FOLDER_IN_IMAGE);
  const { id } = await register(backend, flow, options.name, options, {
    work_pool_name: options.workPool,
    ...(options.workQueue !== undefined && { work_queue_name: options.workQueue }),
    job_variables: {
      ...(pool.type === "process" && { command: COMMAND }),
      ...(image !== undefined && { image }),
      ...options.jobVariables,
    },
    pull_steps: [...(pullSteps ?? [{ "prefect.deployments.steps.set_working_directory": { directory } }])],
    paused: options.paused ?? false,
  });
  return { id, name: fullName };
}

/** The image of the runs, once it is where workers get it from; `undefined` if there is none. */
async function imageOf({
  image,
  build = true,
  push = true,
  baseImage = BASE_IMAGE,
}: DeployOptions): Promise<string | undefined> {
  return image === undefined ? undefined : makeImage({ image, build, push, baseImage, folder: process.cwd() });
}

/** @throws ImageNotBuilt if the pool's runs are in no image */
function checkImage({ name, type, base_job_template }: WorkPoolResponse, image: string | undefined): void {
  if (image === undefined) return;
  const { properties } = (base_job_template?.["variables"] ?? {}) as { properties?: Record<string, unknown> };
  if (type === "process" || (properties && !("image" in properties)))
    throw new ImageNotBuilt(`work pool ${name} (${type}) has no use for an image: its template has no variable of it`);
}

async function readPool(
  api: Awaited<ReturnType<typeof currentBackend>>["api"],
  name: string,
): Promise<WorkPoolResponse> {
  try {
    return await api.workPools.read({ name });
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
    throw new NoWorkPool(`there is no work pool ${name}: create it with \`weir work-pool create ${name}\``, {
      cause: error,
    });
  }
}
