/** From chosen entries to what is to be sent: placeholders filled in, steps run, flows loaded. Nothing is changed yet. */
import { basename } from "node:path";
import { type Client, lookUpOn, NotFound } from "@weir/client";
import { fill, KEEP } from "@weir/contract/templates";
import type { SchedulePolicy } from "@weir/contract";
import { Failure } from "../failure.ts";
import { type Body, bodyOf, policiesOf, stepsOf } from "./body.ts";
import type { DeploymentFile } from "./file.ts";
import { describeAll, type FoundFlow } from "./flows.ts";
import type { Chosen, Selection } from "./select.ts";
import { runSteps } from "./steps.ts";
import type { DeploymentEntry, Json, Step } from "./types.ts";
import { findIn, findOutputs, type Sources } from "./values.ts";
import { commitVersion } from "./version.ts";

export interface Planned {
  readonly flowName: string;
  readonly body: Body;
  readonly triggers: readonly Json[];
  /** Whether the file says anything of schedules: where it does not, those on the server stay. */
  readonly hasSchedules: boolean;
  /** What only Weir's servers know of its schedules, in their order. */
  readonly policies: readonly (SchedulePolicy | null)[];
}

export interface Plan {
  readonly planned: readonly Planned[];
  /** What the user should know. */
  readonly notes: readonly string[];
}

interface Filled {
  readonly entry: DeploymentEntry;
  readonly pullSteps: readonly Step[];
  readonly place: (key: string) => string;
}

const IMAGE_STEP = "build_docker_image";

/**
 * @param isDry whether no step may be run
 * @param pull where the code is unless the file says so; default: here
 */
export async function planDeployments(
  api: Client,
  file: DeploymentFile,
  { chosen, environment, variables }: Selection,
  processEnvironment: Sources["environment"],
  isDry: boolean,
  pull?: readonly Step[],
): Promise<Plan> {
  const notes = new Set<string>();
  const sources: Sources = {
    environment: processEnvironment,
    variables: { ...variables, ...(environment !== undefined && { environment }) },
    lookUp: remembering(file.isOurs ? lookUpOn(api, noVariable) : lookUpOn(api)),
    onUnknown: (name) => notes.add(`{{ ${name} }} stands for nothing: what has it as its value is left out`),
  };
  const filled: Filled[] = [];
  // One after the other: steps work on the same files.
  for (const one of chosen) filled.push(await filledEntry(one, file, sources, isDry, pull));
  const [flows, pools, version] = await Promise.all([
    describeAll(
      filled.map(({ entry }) => entry.entrypoint!),
      file.folder,
    ),
    poolTypes(api, filled),
    commitVersion(file.folder, processEnvironment),
  ]);
  const planned = filled.map(({ entry, pullSteps, place }): Planned => {
    const flow = flows.get(entry.entrypoint!)!;
    if ("problem" in flow)
      throw new Failure(`${place("entrypoint")}: ${flow.problem}`, "Correct the entrypoint, or the file.");
    if (flow.note !== undefined) notes.add(flow.note);
    return {
      flowName: flow.name,
      body: bodyOf(
        entry,
        { flow: flow satisfies FoundFlow, poolType: pools.get(entry.work_pool!.name!)!, version, pullSteps },
        place,
      ),
      triggers: entry.triggers ?? [],
      policies: policiesOf(entry, place),
      hasSchedules: entry.schedules != null || Object.keys(entry.schedule ?? {}).length > 0,
    };
  });
  if (file.isOurs) await checkParameters(api, planned, filled);
  return { planned, notes: [...notes] };
}

/** In a file of ours a variable has to be there; in the reference's, as there, a missing one is empty. */
function noVariable(name: string): never {
  throw new Failure(
    `{{ prefect.variables.${name} }} stands for nothing: the server has no variable ${name}`,
    `Set it with \`weir variable set ${name} VALUE\`, or correct the file.`,
  );
}

/** Parameters that no run could be made with are refused here, not by the first run. Not all have to be given. */
async function checkParameters(api: Client, planned: readonly Planned[], filled: readonly Filled[]): Promise<void> {
  await Promise.all(
    planned.map(async ({ body }, at) => {
      const { parameters, parameter_openapi_schema: schema, enforce_parameter_schema: isEnforced } = body;
      if (!isEnforced || Object.keys(parameters ?? {}).length === 0) return;
      const asked = { schema: { ...schema, required: [] }, values: parameters as Json };
      const { valid, errors } = await api.ui.validateSchema(asked);
      if (valid) return;
      throw new Failure(
        `${filled[at]!.place("parameters")}: ${errors.map(problemText).join("; ")}`,
        "Correct the parameters, or let the deployment take any with enforce_parameter_schema: false.",
      );
    }),
  );
}

function problemText(problem: unknown): string {
  if (typeof problem === "string") return problem;
  const {
    property,
    index,
    errors = [],
  } = problem as {
    readonly property?: string;
    readonly index?: number;
    readonly errors?: readonly unknown[];
  };
  return `${property ?? index ?? "a value"}: ${errors.map(problemText).join(", ")}`;
}

async function filledEntry(
  { entry, path }: Chosen,
  file: DeploymentFile,
  sources: Sources,
  isDry: boolean,
  usualPull: readonly Step[] | undefined,
): Promise<Filled> {
  const place = (key: string): string => file.place([...path, key]);
  const [build, push] = [entry.build, entry.push].map((own, at) =>
    stepsOf(own === undefined ? [file.content.build, file.content.push][at] : own),
  );
  const steps = [...build!, ...push!];
  const outputs =
    isDry && steps.length > 0 ? undefined : await runSteps(steps, {}, file.folder, (given) => findIn(sources, given));
  const { build: _b, push: _p, pull: _l, triggers, ...rest } = entry;
  const find = findIn(sources, outputs);
  const ready = (await fill(rest, find)) as DeploymentEntry;
  const missing =
    (["name", "entrypoint"] as const).find((key) => !ready[key]) ??
    (ready.work_pool?.name ? undefined : "work_pool.name");
  if (missing !== undefined)
    throw new Failure(`${file.place(path)}: deployment ${ready.name ?? ""} has no ${missing}`, `Add ${missing}.`);
  const pull = entry.pull === undefined ? file.content.pull : entry.pull;
  const isNone = Array.isArray(pull) && pull.length === 0;
  const written = stepsOf(pull);
  const pullSteps = written.length > 0 || isNone ? written : defaultPull(file.folder, steps, usualPull);
  return {
    entry: { ...ready, triggers: await Promise.all((triggers ?? []).map((trigger) => filledTrigger(trigger, find))) },
    pullSteps: (await fill(pullSteps, findOutputs(sources.variables, outputs))) as readonly Step[],
    place,
  };
}

/** Parameters of triggers may hold the templates of automations, which look like placeholders. */
async function filledTrigger({ parameters, ...trigger }: Json, find: ReturnType<typeof findIn>): Promise<Json> {
  return {
    ...((await fill(trigger, find)) as Json),
    ...(parameters != null && {
      parameters: await fill(parameters, (name) => (/^(\$|prefect\.)/.test(name) ? find(name) : KEEP)),
    }),
  };
}

/** Where the code is unless the file says so: in the image that is built, or where it was taken from, or here. */
function defaultPull(folder: string, steps: readonly Step[], usual: readonly Step[] | undefined): readonly Step[] {
  const isInImage = steps.some((step) => Object.keys(step ?? {}).some((name) => name.endsWith(IMAGE_STEP)));
  if (usual && !isInImage) return usual;
  const directory = isInImage ? `/opt/prefect/${basename(folder)}` : folder;
  return [{ "prefect.deployments.steps.set_working_directory": { directory } }];
}

async function poolTypes(api: Client, filled: readonly Filled[]): Promise<ReadonlyMap<string, string>> {
  const first = new Map(filled.map((one) => [one.entry.work_pool!.name!, one]));
  const types = await Promise.all(
    [...first].map(async ([name, { place }]): Promise<[string, string]> => {
      try {
        return [name, (await api.workPools.read({ name })).type];
      } catch (error) {
        if (!(error instanceof NotFound)) throw error;
        throw new Failure(
          `${place("work_pool")}: there is no work pool ${name}`,
          `Create it with \`weir work-pool create ${name}\`, or see which there are with \`weir work-pool ls\`.`,
          { cause: error },
        );
      }
    }),
  );
  return new Map(types);
}

/** Asks the server for each name once. */
function remembering(lookUp: Sources["lookUp"]): Sources["lookUp"] {
  const known = new Map<string, Promise<unknown>>();
  return (reference) => {
    const value = known.get(reference) ?? lookUp(reference);
    known.set(reference, value);
    return value;
  };
}
