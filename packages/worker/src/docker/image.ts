/** Having an image on the machine, or saying why it cannot be had. */
import type Docker from "dockerode";
import type { ContainerJob } from "./configuration.ts";
import { messageOf, statusOf } from "./faults.ts";

/** @throws Error naming the image and what keeps it away */
export async function haveImage(
  docker: Docker,
  { image, pullPolicy, credentials }: ContainerJob,
  log: (message: string) => void,
): Promise<void> {
  const isHere = pullPolicy === "Always" ? false : await isPresent(docker, image);
  if (isHere && pullPolicy !== "IfPossible") return;
  if (pullPolicy === "Never")
    throw new Error(`image ${image} is not on the worker's machine, and image_pull_policy is Never`);
  try {
    log(`pulling image ${image}`);
    await pull(docker, image, credentials);
  } catch (error) {
    if (isHere) return log(`image ${image} cannot be pulled, what is here is used: ${messageOf(error)}`);
    throw new Error(`image ${image} cannot be pulled: ${messageOf(error)}`, { cause: error });
  }
}

async function isPresent(docker: Docker, image: string): Promise<boolean> {
  try {
    await docker.getImage(image).inspect();
    return true;
  } catch (error) {
    if (statusOf(error) === 404) return false;
    throw error;
  }
}

async function pull(docker: Docker, image: string, authconfig: ContainerJob["credentials"]): Promise<void> {
  const stream = (await docker.pull(image, authconfig ? { authconfig } : {})) as NodeJS.ReadableStream;
  await followProgress(docker, stream);
}

/** Waits for the end of a pull, a push or a build. Fails where one of its steps does. */
function followProgress(docker: Docker, stream: NodeJS.ReadableStream): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  docker.modem.followProgress(stream, (error, steps: readonly { readonly error?: string }[] | undefined) => {
    const failed = steps?.find((step) => step.error !== undefined)?.error;
    if (error) reject(error);
    else if (failed !== undefined) reject(new Error(failed));
    else resolve();
  });
  return promise;
}
