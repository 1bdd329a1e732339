export { StepFailed } from "../errors.ts";
export { runSteps, type StepsDone, type StepsOptions } from "./run.ts";
export type { Inputs, Step, StepContext } from "./types.ts";
