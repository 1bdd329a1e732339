/**
 * From a work pool's template, a deployment and a run to what a launcher starts. Pure, but for what is looked up on the
 * server: blocks and variables.
 */
export type Json = Readonly<Record<string, unknown>>;

/** What every launcher understands; each has more. */
export interface JobConfiguration {
  readonly command?: string | null;
  readonly env: Readonly<Record<string, string | null>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly name?: string | null;
  readonly [key: string]: unknown;
}

/** Looks up `blocks.slug.name.path` or `variables.name`; `undefined` if there is none. */
export type LookUp = (reference: string) => Promise<unknown>;

const PLACEHOLDER = /\{\{\s*([\w.\-[\]$]+)\s*\}\}/g;
const WHOLE = /^\{\{\s*([\w.\-[\]$]+)\s*\}\}$/;

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
  const find: Find = async (name) => {
    if (name.startsWith("$")) return environment[name.slice(1)];
    if (name.startsWith("prefect.")) return lookUp(name.slice("prefect.".length));
    return values[name];
  };
  const configuration = (await fill(base, find)) as Json;
  // Where the template has an environment of its own, that of the job comes over it.
  const own = isObject(base["env"]) ? await fill(values["env"] ?? {}, find, true) : {};
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

type Find = (name: string) => Promise<unknown>;

/**
 * The value with its placeholders replaced; members whose placeholder has no value are left out.
 *
 * @param within whether it is the value of a variable, which may refer to blocks and the like, but not to variables
 */
async function fill(value: unknown, find: Find, within = false): Promise<unknown> {
  if (typeof value === "string") return fillText(value, find, within);
  if (Array.isArray(value)) {
    const items = await Promise.all(value.map((item) => fill(item, find, within)));
    return items.filter((item) => item !== undefined);
  }
  if (!isObject(value)) return value;
  const entries = await Promise.all(
    Object.entries(value).map(async ([key, member]) => [key, await fill(member, find, within)] as const),
  );
  return Object.fromEntries(entries.filter(([, member]) => member !== undefined));
}

const isReference = (name: string): boolean => name.startsWith("$") || name.startsWith("prefect.");

async function fillText(text: string, find: Find, within: boolean): Promise<unknown> {
  const whole = WHOLE.exec(text)?.[1];
  if (whole !== undefined) {
    if (isReference(whole)) return find(whole);
    return within ? text : fill(await find(whole), find, true);
  }
  let filled = "";
  let end = 0;
  for (const { 0: placeholder, 1: name, index } of text.matchAll(PLACEHOLDER)) {
    const value = within && !isReference(name!) ? placeholder : await find(name!);
    filled += text.slice(end, index) + (value == null ? "" : isObject(value) ? JSON.stringify(value) : String(value));
    end = index + placeholder.length;
  }
  return filled + text.slice(end);
}

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const textsOf = (value: unknown): Record<string, string | null> =>
  Object.fromEntries(
    Object.entries(isObject(value) ? value : {}).map(([key, one]) => [
      key,
      one === null ? null : typeof one === "object" ? JSON.stringify(one) : String(one),
    ]),
  );
