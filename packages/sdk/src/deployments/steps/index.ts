export { StepFailed } from "../errors.ts";
export { commitOf, fetchRepository } from "./git.ts";
export { addressOf } from "./git-login.ts";
export { runSteps, type StepsDone, type StepsOptions } from "./run.ts";
export type { Inputs, Step, StepContext } from "./types.ts";
