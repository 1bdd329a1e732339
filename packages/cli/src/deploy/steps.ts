/** The steps that `weir deploy` runs itself: those of workers, and here the output is for who deploys. */
import { join } from "node:path";
import type { Find } from "@weir/contract/templates";
import { Failure } from "../failure.ts";
import type { Json, Step } from "./types.ts";

/**
 * Runs steps, each with what those before it gave.
 *
 * @param findWith how placeholders are looked up, given the outputs so far
 * @throws Failure naming the step
 */
export async function runSteps(
  steps: readonly Step[],
  before: Json,
  folder: string,
  findWith: (outputs: Json) => Find,
): Promise<Json> {
  if (steps.length === 0) return before;
  const [{ runSteps: run, StepFailed }, { defaultHome }] = await Promise.all([
    import("@weir/sdk/steps"),
    import("@weir/sdk/settings-files"),
  ]);
  const environment = process.env;
  const cache = join(environment["WEIR_HOME"] ?? defaultHome(), "cache");
  // Standard output is for what was deployed, which programs may read.
  const print = (text: string): void => void process.stderr.write(text);
  try {
    return (await run(steps, { folder, environment, cache, print, before, find: findWith })).outputs;
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    throw new Failure(error.message, "Correct the step, then deploy again.", { cause: error });
  }
}
