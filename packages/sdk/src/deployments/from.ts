/**
 * `flow.from()`: a flow whose code is elsewhere. What workers do to get it is done here first, so that what is deployed
 * can be loaded; its name and its parameters are the code's own.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { backend as currentBackend } from "../backend.ts";
import { isLoadingFlows } from "../engine/flow-collection.ts";
import type { FlowDefinition } from "../engine/flow-definition.ts";
import type { JsonSchema } from "../engine/parameters.ts";
import { deployFlow } from "./deploy.ts";
import { loadEntrypoint } from "./entrypoint.ts";
import { EntrypointFailed } from "./errors.ts";
import type { DeployOptions, ServeOptions } from "./options.ts";
import { pull } from "./pull-steps.ts";
import { type Source, stepsOf } from "./sources.ts";

export interface FlowSource {
  /**
   * Where the code is: a folder; an address of git (`https://…`, `ssh://…`, `git@host:path`, whatever ends with `.git`)
   * or a {@link GitSource}; `s3://bucket/folder`, or a saved S3 block.
   */
  readonly source: Source;
  /** The flow in it: `flows/report.ts:report`, the file meant from the top of the source. */
  readonly entrypoint: string;
  /**
   * Whether `npm ci` is done once the code is there, here and by each worker, which keep what it installs. Default:
   * false; packages that the code imports then have to be where the runs are.
   */
  readonly install?: boolean | undefined;
}

/** The code's place is said already; an image is used as it is, and has to have what the code needs. */
export type SourcedDeployOptions = Omit<
  DeployOptions,
  "entrypoint" | "workingDirectory" | "build" | "push" | "baseImage"
>;

/** A flow that cannot be called here: it is run by those who get its code. */
export interface SourcedFlow {
  readonly flowName: string;
  /** The parameters as JSON Schema; `undefined` if anything goes. */
  readonly parameterSchema: JsonSchema | undefined;
  /** Makes a deployment whose runs the workers of a work pool execute, each with the code as it is then. */
  deploy(options: SourcedDeployOptions): Promise<{ readonly id: string; readonly name: string }>;
  /** Makes a deployment and runs, in processes of this machine, what is due of it, until told to stop. */
  serve(options?: Omit<ServeOptions, "entrypoint">): Promise<void>;
}

/** @throws TypeError for a source that cannot be one; StepFailed if it cannot be had; EntrypointFailed */
export async function flowFrom({ source, entrypoint, install = false }: FlowSource): Promise<SourcedFlow> {
  // A module that is loaded to execute a run must not deploy or serve anything: there is nothing to get, either.
  if (isLoadingFlows())
    return { flowName: entrypoint, parameterSchema: undefined, deploy: nothingDeployed, serve: async () => {} };
  const pullSteps = stepsOf(source, install);
  const flow = await fetched(pullSteps, entrypoint, install);
  return {
    flowName: flow.name,
    parameterSchema: flow.parameterSchema,
    deploy: (options) => deployFlow(flow, { ...options, entrypoint }, pullSteps),
    serve: async (options = {}) =>
      (await import("./serve.ts")).serve([{ ...options, flow, entrypoint, pullSteps }], options),
  };
}

const nothingDeployed: SourcedFlow["deploy"] = async ({ name }) => ({ id: "", name });

async function fetched(
  pull_steps: ReturnType<typeof stepsOf>,
  entrypoint: string,
  isInstalled: boolean,
): Promise<FlowDefinition> {
  const folder = await mkdtemp(join(tmpdir(), "weir-from-"));
  try {
    const backend = await currentBackend();
    const place = { path: null, pull_steps: [...pull_steps] };
    // Standard output is the program's own.
    const code = await pull(backend, place, folder, (text) => process.stderr.write(text));
    return await loadEntrypoint(entrypoint, code);
  } catch (error) {
    throw isInstalled ? error : withAdvice(error);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function withAdvice(error: unknown): unknown {
  const { cause, message } = error as Error;
  if (!(error instanceof EntrypointFailed) || (cause as NodeJS.ErrnoException)?.code !== "ERR_MODULE_NOT_FOUND")
    return error;
  return new EntrypointFailed(`${message} (\`install: true\` has \`npm ci\` done first)`, { cause: error });
}
