/**
 * From a work pool's template, a deployment and a run to what a launcher starts. Pure, but for what is looked up on the
 * server: blocks and variables.
 */
import type { LookUp } from "@weir/client";
import { fill, type Find, isObject, KEEP } from "@weir/contract/templates";

export type Json = Readonly<Record<string, unknown>>;

/** What every launcher understands; each has more. */
export interface JobConfiguration {
  readonly command?: string | null;
  readonly env: Readonly<Record<string, string | null>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly name?: string | null;
  readonly [key: string]: unknown;
}

/**
 * Fills in a template.
 *
 * @param layers job variables, the later ones winning: of the deployment, of the run
 */
export async function resolveJob(
  template: Json,
  layers: readonly (Json | null | undefined)[],
  environment: Readonly<Record<string, string | undefined>>,
  lookUp: LookUp,
): Promise<JobConfiguration> {
  const { job_configuration: base = {}, variables = {} } = template as Record<string, Json | undefined>;
  const values = layers.reduce<Json>((merged, layer) => mergeVariables(merged, layer ?? {}), defaultsOf(variables));
  const reference = (name: string): unknown =>
    name.startsWith("$") ? environment[name.slice(1)] : lookUp(name.slice("prefect.".length));
  // The value of a variable may refer to blocks and the like, but not to variables.
  const within: Find = (name) => (isReference(name) ? reference(name) : KEEP);
  const find: Find = (name) => (isReference(name) ? reference(name) : fill(values[name], within));
  const configuration = (await fill(base, find)) as Json;
  // Where the template has an environment of its own, that of the job comes over it.
  const own = isObject(base["env"]) ? await fill(values["env"] ?? {}, within) : {};
  const env = { ...(configuration["env"] as Json | undefined), ...(own as Json) };
  return {
    ...configuration,
    env: textsOf(env),
    labels: textsOf(configuration["labels"]) as Record<string, string>,
  };
}

function defaultsOf(variables: Json): Json {
  const properties = isObject(variables["properties"]) ? variables["properties"] : {};
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, property]) => {
      const value = isObject(property) ? property["default"] : undefined;
      return value == null ? [] : [[name, value]];
    }),
  );
}

/** Variables over others: `env` by its keys, and a key with dots reaches into an object. */
function mergeVariables(under: Json, over: Json): Json {
  const merged: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    if (key === "env") merged["env"] = { ...(isObject(under["env"]) ? under["env"] : {}), ...(value as Json | null) };
    else if (key.includes(".")) Object.assign(merged, withPath(merged, key.split("."), value));
    else merged[key] = value;
  }
  return merged;
}

function withPath(object: Json, [key, ...rest]: readonly string[], value: unknown): Json {
  const inner = object[key!];
  return { ...object, [key!]: rest.length === 0 ? value : withPath(isObject(inner) ? inner : {}, rest, value) };
}

const isReference = (name: string): boolean => name.startsWith("$") || name.startsWith("prefect.");

const textsOf = (value: unknown): Record<string, string | null> =>
  Object.fromEntries(
    Object.entries(isObject(value) ? value : {}).map(([key, one]) => [
      key,
      one === null ? null : typeof one === "object" ? JSON.stringify(one) : String(one),
    ]),
  );
