/**
 * Checks users' values against users' JSON Schemas (parameters, job variables, inputs), as the reference does: draft
 * 2020-12 after a repair of what its older clients write (spec CORE, 3.3).
 */
import type Ajv from "ajv/dist/2020.js";
import type { ErrorObject } from "ajv/dist/2020.js";
import type AjvFormats from "ajv-formats";
import { lazy } from "../../platform/lazy.ts";
import { reasonOf } from "./reasons.ts";

const ajvPackage = lazy<typeof Ajv>("ajv/dist/2020.js");
const formatsPackage = lazy<typeof AjvFormats>("ajv-formats");

type Json = Record<string, unknown>;

export interface SchemaOptions {
  /** Values may be incomplete: no property is required. */
  readonly ignoreRequired?: boolean;
  /** Properties with a default may be null, too. */
  readonly nullableDefaults?: boolean;
}

/** The values do not fit, or the schema is not one. */
export class SchemaError extends Error {
  override readonly name = "SchemaError";
}

/** A schema that refers to itself without end. */
export class CircularSchema extends Error {
  override readonly name = "CircularSchema";
}

const isObject = (value: unknown): value is Json =>
  value !== null && typeof value === "object" && !Array.isArray(value);
const objectOf = (value: unknown): Json => (isObject(value) ? value : {});

/** What stands for a block of which only the id is given. */
const BLOCK_REFERENCE = {
  type: "object",
  properties: {
    $ref: {
      oneOf: [
        { type: "string", format: "uuid" },
        { type: "object", additionalProperties: { type: "string" }, minProperties: 1 },
      ],
    },
  },
  required: ["$ref"],
};

function repairProperty(schema: unknown, isRequired: boolean, options: SchemaOptions): unknown {
  if (!isObject(schema)) return schema;
  const repaired: Json = { ...schema };
  if (
    !isRequired &&
    "type" in schema &&
    schema["type"] !== "null" &&
    (!("default" in schema) || options.nullableDefaults)
  ) {
    repaired["anyOf"] = [{ type: schema["type"] }, { type: "null" }];
    delete repaired["type"];
  }
  if (Array.isArray(schema["items"]) && schema["items"].length > 0 && !schema["prefixItems"]) {
    repaired["prefixItems"] = schema["items"];
    delete repaired["items"];
  }
  return "properties" in schema ? repairProperties(repaired, options) : repaired;
}

function repairProperties(schema: Json, options: SchemaOptions): Json {
  if (!isObject(schema["properties"])) return schema;
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  const properties = Object.entries(schema["properties"]).map(([name, property]) => [
    name,
    repairProperty(property, required.includes(name), options),
  ]);
  return { ...schema, properties: Object.fromEntries(properties) };
}

function withoutRequired(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutRequired);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => !(key === "required" && Array.isArray(item)))
      .map(([key, item]) => [key, withoutRequired(item)]),
  );
}

/** The schema as it is checked against. */
export function preparedSchema(schema: object, options: SchemaOptions = {}): Json {
  let prepared = repairProperties({ ...schema } as Json, options);
  if (isObject(prepared["definitions"])) {
    const definitions: Json = {};
    for (const [name, definition] of Object.entries(prepared["definitions"])) {
      const repaired = isObject(definition) ? repairProperties(definition, options) : definition;
      definitions[name] =
        isObject(repaired) && "block_type_slug" in repaired ? { oneOf: [repaired, BLOCK_REFERENCE] } : repaired;
    }
    prepared = { ...prepared, definitions };
  }
  return options.ignoreRequired ? (withoutRequired(prepared) as Json) : prepared;
}

/** Follows references that consume nothing of the value: a circle of them can never be checked. */
function refuseCircles(schema: Json): void {
  const target = (ref: string): unknown =>
    ref
      .split("/")
      .slice(1)
      .reduce<unknown>((at, key) => objectOf(at)[key.replace(/~1/g, "/").replace(/~0/g, "~")], schema);
  const follow = (value: unknown, trail: readonly string[]): void => {
    if (!isObject(value)) return;
    const ref = value["$ref"];
    if (typeof ref === "string" && (ref === "#" || ref.startsWith("#/"))) {
      if (trail.includes(ref)) throw new CircularSchema(ref);
      follow(target(ref), [...trail, ref]);
    }
    for (const key of ["allOf", "anyOf", "oneOf"])
      if (Array.isArray(value[key])) for (const part of value[key]) follow(part, trail);
  };
  const walk = (value: unknown): void => {
    if (value === null || typeof value !== "object") return;
    follow(value, []);
    for (const item of Object.values(value)) walk(item);
  };
  walk(schema);
}

/** What is wrong with the values; throws `CircularSchema`, or `SchemaError` if the schema is not one. */
export function schemaErrors(schema: object, values: unknown, options: SchemaOptions = {}): ErrorObject[] {
  const prepared = preparedSchema(schema, options);
  refuseCircles(prepared);
  const ajv = new (ajvPackage().default)({
    allErrors: true,
    strict: false,
    verbose: true,
    validateFormats: true,
    logger: false,
  });
  formatsPackage().default(ajv);
  let check: ReturnType<typeof ajv.compile>;
  try {
    check = ajv.compile(prepared);
  } catch (error) {
    throw new SchemaError(`Invalid schema: ${(error as Error).message}`, { cause: error });
  }
  return check(values) ? [] : (check.errors ?? []);
}

/** Where it is wrong: `/a/0/b` as `a[0].b`. */
const fieldOf = (error: ErrorObject): string =>
  error.instancePath
    .split("/")
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part.replace(/~1/g, "/").replace(/~0/g, "~")}`))
    .join("")
    .replace(/^\./, "");

/** The errors that are told as one with this: several properties that are not allowed. */
export const alikeIn = (
  errors: readonly ErrorObject[],
  { keyword, schemaPath, instancePath }: ErrorObject,
): ErrorObject[] =>
  errors.filter(
    (error) => error.keyword === keyword && error.schemaPath === schemaPath && error.instancePath === instancePath,
  );

/** The errors that a person should read: not the branches of a union whose summary says it all. */
const tellingErrors = (errors: readonly ErrorObject[]): ErrorObject[] => {
  const unions = errors.filter(({ keyword }) => keyword === "anyOf" || keyword === "oneOf");
  return errors.filter(
    (error) => !unions.some((union) => union !== error && error.schemaPath.startsWith(`${union.schemaPath}/`)),
  );
};

/** Throws `SchemaError` naming the first field that does not fit. */
export function validateValues(schema: object, values: unknown, options: SchemaOptions = {}): void {
  const errors = tellingErrors(schemaErrors(schema, values, options));
  const [error] = errors;
  if (!error) return;
  const field = fieldOf(error);
  const reason = reasonOf(error, alikeIn(errors, error));
  throw new SchemaError(`Validation failed${field ? ` for field '${field}'` : ""}. Failure reason: ${reason}`);
}
