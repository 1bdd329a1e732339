/** Runs the steps of deployments: before a run, what brings its code here; when deploying, what builds and pushes it. */
import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { closest } from "@weir/contract/settings";
import { fill, type Find } from "@weir/contract/templates";
import { StepFailed } from "../errors.ts";
import { buildDockerImage, pushDockerImage } from "./docker-image.ts";
import { gitClone } from "./git.ts";
import { neededIn, onlyThese } from "./inputs.ts";
import { npmInstall, pipInstallRequirements } from "./install.ts";
import { runShellScript } from "./shell.ts";
import { pullFromRemoteStorage, pullFromS3, pullWithBlock, pushToS3 } from "./storage.ts";
import type { Inputs, RunStep, Step, StepContext } from "./types.ts";

const REFERENCE = "prefect.deployments.steps";

/** By their full names; the reference's modules re-export some, so that both forms are in use. */
const STEPS: Readonly<Record<string, RunStep>> = {
  [`${REFERENCE}.git_clone`]: gitClone,
  [`${REFERENCE}.pull.git_clone`]: gitClone,
  [`${REFERENCE}.set_working_directory`]: setWorkingDirectory,
  [`${REFERENCE}.pull.set_working_directory`]: setWorkingDirectory,
  [`${REFERENCE}.run_shell_script`]: runShellScript,
  [`${REFERENCE}.utility.run_shell_script`]: runShellScript,
  [`${REFERENCE}.pip_install_requirements`]: pipInstallRequirements,
  [`${REFERENCE}.utility.pip_install_requirements`]: pipInstallRequirements,
  [`${REFERENCE}.pull_from_remote_storage`]: pullFromRemoteStorage,
  [`${REFERENCE}.pull.pull_from_remote_storage`]: pullFromRemoteStorage,
  [`${REFERENCE}.pull_with_block`]: pullWithBlock,
  [`${REFERENCE}.pull.pull_with_block`]: pullWithBlock,
  "prefect_aws.deployments.steps.pull_from_s3": pullFromS3,
  "prefect_aws.deployments.steps.push_to_s3": pushToS3,
  "prefect_docker.deployments.steps.build_docker_image": buildDockerImage,
  "prefect_docker.deployments.steps.push_docker_image": pushDockerImage,
  "weir.deployments.steps.npm_install": npmInstall,
};

export interface StepsOptions extends StepContext {
  /** What steps before these have given. Default: nothing. */
  readonly before?: Inputs | undefined;
  /** How the placeholders of inputs are looked up, given the outputs so far. */
  readonly find: (outputs: Inputs) => Find;
}

export interface StepsDone {
  /** Where the last of them has led. */
  readonly folder: string;
  /** Of all, each under its step's id, and by themselves, the later ones winning. */
  readonly outputs: Inputs;
}

/** @throws StepFailed naming the step */
export async function runSteps(steps: readonly Step[], { before, find, ...context }: StepsOptions): Promise<StepsDone> {
  let outputs = before ?? {};
  let { folder } = context;
  for (const step of steps) {
    const [[name, given] = [], second] = Object.entries(step ?? {});
    if (name === undefined) continue;
    if (second) throw new StepFailed(`step ${name} has a second key, ${second[0]}: each step is an item of the list`);
    const run = STEPS[name] ?? unknown(name);
    const { id, requires: _, ...inputs } = given ?? {};
    try {
      const outcome = await run((await fill(inputs, find(outputs))) as Inputs, { ...context, folder });
      folder = outcome.folder ?? folder;
      outputs = { ...outputs, ...outcome.output, ...(typeof id === "string" && { [id]: outcome.output }) };
    } catch (error) {
      throw new StepFailed(`step ${name} failed: ${(error as Error).message}`, { cause: error });
    }
  }
  return { folder, outputs };
}

function unknown(name: string): never {
  const known = Object.keys(STEPS);
  const near = closest(name, known);
  throw new StepFailed(
    `step ${name} is not one that Weir can do (${near ? `did you mean ${near}?` : `it can do ${known.join(", ")}`})`,
  );
}

async function setWorkingDirectory(inputs: Inputs, { folder }: StepContext): ReturnType<RunStep> {
  onlyThese(inputs, ["directory"]);
  const target = resolve(folder, neededIn(inputs, "directory"));
  if (!existsSync(target) || !statSync(target).isDirectory()) throw new Error(`there is no folder ${target}`);
  return { folder: target, output: { directory: target } };
}
