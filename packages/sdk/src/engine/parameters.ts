/** Parameters of a flow: checked by whatever kind of schema the flow has. */
import type { Ajv2020 as Ajv } from "ajv/dist/2020.js";
import type { ValidateFunction } from "ajv";
import { InvalidParameters, type ParameterIssue } from "../errors.ts";
import { isStandardSchema, type StandardSchema } from "./standard-schema.ts";

/** A JSON Schema (draft 2020-12) of the object of parameters; also what TypeBox makes. */
export type JsonSchema = object & { readonly "~standard"?: never };
export type ParameterSchema = StandardSchema | JsonSchema;
export type Parameters = Readonly<Record<string, unknown>>;

/**
 * The parameters as the schema gives them back: defaults filled in, values converted.
 *
 * @throws InvalidParameters naming every problem
 */
export async function validateParameters(
  flow: string,
  schema: ParameterSchema | undefined,
  given: Parameters,
): Promise<Parameters> {
  if (schema === undefined) return given;
  const checked = await checkValues(schema, given);
  if (!checked.issues) return checked.values;
  throw new InvalidParameters(flow, checked.issues);
}

/** What a schema makes of named values, or everything that is wrong with them. */
export type CheckedValues =
  { readonly values: Parameters; readonly issues?: undefined } | { readonly issues: readonly ParameterIssue[] };

export const checkValues = (schema: ParameterSchema, given: Parameters): Promise<CheckedValues> =>
  isStandardSchema(schema) ? byStandardSchema(schema, given) : byJsonSchema(schema, given);

async function byStandardSchema(schema: StandardSchema, given: Parameters): Promise<CheckedValues> {
  const result = await schema["~standard"].validate(given);
  if (!result.issues) return { values: result.value as Parameters };
  const issues = result.issues.map(({ message, path = [] }): ParameterIssue => {
    const keys = path.map((part) => (typeof part === "object" ? part.key : part));
    return { message, path: keys };
  });
  return { issues };
}

let ajv: Ajv | undefined;
const compiled = new WeakMap<JsonSchema, ValidateFunction>();

async function byJsonSchema(schema: JsonSchema, given: Parameters): Promise<CheckedValues> {
  const validate = compiled.get(schema) ?? (await compile(schema));
  // Defaults are filled in by the validator, so it gets a copy.
  const parameters = structuredClone(given) as Record<string, unknown>;
  if (validate(parameters)) return { values: parameters };
  const issues = (validate.errors ?? []).map(({ instancePath, message = "is not valid" }): ParameterIssue => {
    const path = instancePath
      .split("/")
      .slice(1)
      .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
    return { path, message };
  });
  return { issues };
}

/** The validator is loaded when a flow with a JSON Schema first runs: most have none. */
async function compile(schema: JsonSchema): Promise<ValidateFunction> {
  if (!ajv) {
    const { Ajv2020 } = await import("ajv/dist/2020.js");
    ajv = new Ajv2020({ allErrors: true, useDefaults: true, strict: false, validateFormats: false });
  }
  const validate = ajv.compile(schema);
  compiled.set(schema, validate);
  return validate;
}

/** The schema as JSON Schema, for forms and for the server; `undefined` if the library cannot give it. */
export function jsonSchemaOf(schema: ParameterSchema | undefined): JsonSchema | undefined {
  if (schema === undefined || !isStandardSchema(schema)) return schema;
  try {
    return schema["~standard"].jsonSchema?.input({ target: "draft-2020-12" });
  } catch {
    return undefined; // what JSON Schema cannot say, such as a transformation, is no reason not to run
  }
}
