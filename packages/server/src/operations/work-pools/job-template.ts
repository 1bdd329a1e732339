/**
 * What the base job template of a pool must be, and what the job variables of its deployments and runs must be by it
 * (spec CORE, 5.1 and 3.3).
 */
import { notFound, Refusal } from "../../platform/errors.ts";
import { isUuid } from "../../platform/ids.ts";
import { readBlockDocument } from "../../storage/queries/block-documents.ts";
import type { Reader } from "../../storage/store.ts";
import { openData } from "../blocks/read.ts";
import type { Context } from "../context.ts";
import { CircularSchema, SchemaError, validateValues, type SchemaOptions } from "../schemas/validate.ts";

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  value !== null && typeof value === "object" && !Array.isArray(value);
const objectOf = (value: unknown): Json => (isObject(value) ? value : {});

/** The properties of a template's variables. */
const propertiesOf = (template: Json): Json => objectOf(objectOf(template["variables"])["properties"]);

const PLACEHOLDER = /\{\{\s*([\w.\-[\]$]+)\s*\}\}/g;

/** What is wrong with a template, in the words of the reference; undefined if it is one. */
export function templateProblem(template: Json): string | undefined {
  if (Object.keys(template).length === 0) return undefined;
  const { job_configuration: job, variables } = template;
  const isThere = (part: unknown): boolean => isObject(part) && Object.keys(part).length > 0;
  if (!isThere(job) || !isThere(variables))
    return "The `base_job_template` must contain both a `job_configuration` key and a `variables` key.";
  const used = Object.values(job as Json).flatMap((part) =>
    [...JSON.stringify(part ?? null).matchAll(PLACEHOLDER)].map(([, name]) => name!),
  );
  const missing = [...new Set(used)].filter((name) => !Object.hasOwn(propertiesOf(template), name));
  return missing.length === 0
    ? undefined
    : `The variables specified in the job configuration template must be present as properties in the variables schema. Your job configuration uses the following undeclared variable(s): ${missing.join(" ,")}.`;
}

/** The value that a default stands for: a block's data, where it names one; undefined where it names none. */
async function defaultValue(context: Context, db: Reader, value: unknown): Promise<unknown> {
  if (!isObject(value) || !("$ref" in value)) return value;
  const id = objectOf(value["$ref"])["block_document_id"];
  if (id == null) return undefined;
  const row =
    typeof id === "string" && isUuid(id) ? await db.first(readBlockDocument, { id: id.toLowerCase() }) : undefined;
  if (!row) throw notFound("Block");
  return openData(context, row);
}

const fits = (variables: object, values: Json): boolean => {
  try {
    validateValues(variables, values, { ignoreRequired: true });
    return true;
  } catch (error) {
    if (error instanceof SchemaError) return false;
    throw error;
  }
};

/** The defaults of a template's variables. */
async function defaultsOf(context: Context, db: Reader, template: Json): Promise<Json> {
  const defaults: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(propertiesOf(template))) {
    if (!isObject(property) || !("default" in property)) continue;
    const value = await defaultValue(context, db, property["default"]);
    if (value !== undefined) defaults[name] = value;
  }
  return defaults;
}

function check(variables: object, values: Json, options: SchemaOptions, failing: string): void {
  try {
    validateValues(variables, values, { ...options, nullableDefaults: true });
  } catch (error) {
    if (error instanceof CircularSchema)
      throw new Refusal("invalid", "Unable to validate schema with circular references.");
    if (error instanceof SchemaError) throw new Refusal("invalid", `${failing}: ${error.message}`);
    throw error;
  }
}

/** Refuses a template whose defaults do not fit its own schema. */
export async function checkTemplateDefaults(context: Context, db: Reader, template: Json): Promise<void> {
  const variables = template["variables"];
  if (!isObject(variables)) return;
  const defaults = await defaultsOf(context, db, template);
  check(variables, defaults, { ignoreRequired: true }, "Validation failed for work pool's job variable defaults");
}

/**
 * Refuses job variables that do not fit the template of a pool. Defaults that do not fit are left out, and then nothing
 * is required: they were let in before, and may be what is missing.
 */
export async function checkJobVariables(
  context: Context,
  db: Reader,
  template: Json,
  given: readonly (Json | null | undefined)[],
  { doing, isFinal }: { readonly doing: string; readonly isFinal: boolean },
): Promise<void> {
  const variables = template["variables"];
  if (!isObject(variables) || Object.keys(variables).length === 0) return;
  const defaults = Object.entries(await defaultsOf(context, db, template));
  const fitting = defaults.filter(([name, value]) => fits(variables, { [name]: value }));
  const values = Object.assign({}, Object.fromEntries(fitting), ...given) as Json;
  check(variables, values, { ignoreRequired: !isFinal || fitting.length < defaults.length }, `Error ${doing}`);
}
