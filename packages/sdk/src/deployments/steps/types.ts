/** What steps are given, and what they leave behind. */

export type Inputs = Readonly<Record<string, unknown>>;

/** One step as a deployment has it: its name, and under that its inputs. */
export type Step = Readonly<Record<string, Inputs | null>>;

export interface StepContext {
  /** Where the step works: relative paths are meant from here. */
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Folder for what the next run can use again. */
  readonly cache: string;
  /** Gets what programs print, for people to read. */
  readonly print: (text: string) => void;
}

export interface Outcome {
  /** Where the steps after it work. Default: where this one did. */
  readonly folder?: string;
  /** Under the step's id, and by themselves, for those after it. */
  readonly output: Inputs;
}

export type RunStep = (inputs: Inputs, context: StepContext) => Promise<Outcome>;
