/**
 * Tells a parent process what flows are: it sends entrypoints, this answers with what a deployment needs to know of
 * each. In a process of its own, since loading a user's file runs it.
 */
import { describeError } from "../errors.ts";
import { EntrypointFailed } from "./errors.ts";
import { loadEntrypoint } from "./entrypoint.ts";

export interface FlowDescription {
  readonly name: string;
  readonly description: string | undefined;
  readonly version: string | undefined;
  readonly tags: readonly string[];
  /** Of its parameters; `undefined` if anything goes. */
  readonly schema: Readonly<Record<string, unknown>> | undefined;
}

export interface DescribeRequest {
  /** What relative files are meant from. */
  readonly folder: string;
  readonly entrypoints: readonly string[];
}

/** In the order of the entrypoints. */
export type DescribeAnswer = readonly (FlowDescription | { readonly problem: string })[];

/** Answers the parent's one request, then ends the process, whatever the loaded files have left open. */
export function describeFlows(): void {
  process.once("message", ({ folder, entrypoints }: DescribeRequest) => {
    void describeAll(folder, entrypoints).then((answer) => process.send!(answer, () => process.exit(0)));
  });
}

async function describeAll(folder: string, entrypoints: readonly string[]): Promise<DescribeAnswer> {
  const answers: (FlowDescription | { readonly problem: string })[] = [];
  // One after the other: the flows of a file are told by when they are defined, and a module is loaded once.
  for (const entrypoint of entrypoints)
    answers.push(await describeOne(entrypoint, folder).catch((error: unknown) => ({ problem: problemOf(error) })));
  return answers;
}

async function describeOne(entrypoint: string, folder: string): Promise<FlowDescription> {
  const flow = await loadEntrypoint(entrypoint, folder);
  return {
    name: flow.name,
    description: flow.options.description,
    version: flow.version,
    tags: flow.options.tags ?? [],
    schema: flow.parameterSchema,
  };
}

const problemOf = (error: unknown): string =>
  error instanceof EntrypointFailed ? error.message : describeError(error);
