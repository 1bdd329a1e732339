/** What running a flow in a container takes, wherever that is. Pure. */
import { type Program, programOf } from "./command.ts";
import type { Job } from "./launcher.ts";

/** Executes TypeScript deployments in their images, whose PATH has it. */
const EXECUTE = ["weir", "flow-run", "execute"];
/** For Python deployments that name no image, as the protocol's own workers have it. */
const PYTHON_IMAGE = "prefecthq/prefect:3-latest";

export const containerProgram = ({ configuration, deployment, run }: Job): Program =>
  programOf(configuration.command, deployment.entrypoint, run.id, EXECUTE);

/** @throws Error where nothing says which image has the flow */
export function imageOf(image: unknown, { deployment }: Job): string {
  if (typeof image === "string" && image !== "") return image;
  if (/\.py(:|$)/.test(deployment.entrypoint ?? "")) return PYTHON_IMAGE;
  throw new Error("nothing says which image has the flow: set `image` in the job variables or the pool's template");
}

/** The variables of a container: those that lead to the server, under those of the job, where null takes one away. */
export function containerEnvironment({ environment, configuration }: Job): Record<string, string> {
  const merged: Record<string, string | null> = { ...environment, ...configuration.env };
  return Object.fromEntries(Object.entries(merged).filter((entry): entry is [string, string] => entry[1] !== null));
}

/** By which containers and jobs are found: the protocol's names, over those that the job variables give. */
export function containerLabels(job: Job): Record<string, string> {
  const { run, deployment, flowName, workerName, configuration } = job;
  const facts = {
    "flow-run-id": run.id,
    "flow-run-name": run.name,
    "flow-id": run.flow_id,
    "flow-name": flowName,
    "deployment-id": deployment.id,
    "deployment-name": deployment.name,
    "work-pool-name": deployment.work_pool_name,
    "worker-name": workerName,
  };
  const own = Object.entries(facts).flatMap(([key, value]) => (value == null ? [] : [[`prefect.io/${key}`, value]]));
  return { ...configuration.labels, ...(Object.fromEntries(own) as Record<string, string>) };
}

/** Label by which containers and jobs of a run are found. */
export const RUN_LABEL = "prefect.io/flow-run-id";

/** A name in lower case letters, digits and hyphens that begins and ends with a letter or digit; "" if none is left. */
export const slug = (text: string, longest: number): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, longest)
    .replaceAll(/^-+|-+$/g, "");
