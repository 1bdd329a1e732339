/** A form out of a JSON Schema, of parameters or of a block: what is typed into, and what the typed text means. */
import type { DeploymentResponse } from "@weir/contract";

export type Json = Readonly<Record<string, unknown>>;

export interface Field {
  readonly name: string;
  readonly description: string | undefined;
  readonly kind: "text" | "secret" | "number" | "choice" | "date" | "date-time" | "json";
  readonly required: boolean;
  readonly nullable: boolean;
  /** Of a choice: the values, of which the texts are the JSON. */
  readonly choices: readonly unknown[];
  /** What is there if nothing is typed, as text. */
  readonly initial: string;
  readonly schema: Json;
}

/** What a text means: a value, nothing (the run gets the default), or why it is no value. */
type Reading = { readonly value: unknown } | { readonly absent: true } | { readonly error: string };

export const fieldsOf = ({ parameter_openapi_schema, parameters }: DeploymentResponse): readonly Field[] =>
  formFields(parameter_openapi_schema ?? {}, parameters ?? {});

/** The fields of an object's schema, in their positions; the given values stand before the schema's defaults. */
export function formFields(root: Json, values: Json): readonly Field[] {
  const properties = Object.entries(isObject(root["properties"]) ? root["properties"] : {});
  const required = Array.isArray(root["required"]) ? root["required"] : [];
  return properties
    .map(([name, raw]) => ({ name, raw: isObject(raw) ? raw : {} }))
    .toSorted((a, b) => Number(a.raw["position"] ?? 0) - Number(b.raw["position"] ?? 0))
    .map(({ name, raw }) => {
      const { schema, nullable } = plain(raw, root);
      // Several kinds of values may be allowed of which each is as secret: then it stands beside them.
      const { kind, choices } = kindOf(raw["format"] === "password" ? { type: "string", format: "password" } : schema);
      const given = name in values ? values[name] : raw["default"];
      const description = raw["description"] ?? schema["description"];
      return {
        name,
        description: typeof description === "string" ? description : undefined,
        kind,
        choices,
        required: required.includes(name),
        nullable,
        schema,
        initial: given == null ? "" : textOf(kind, given),
      };
    });
}

export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The schema behind references and behind "or null". */
function plain(schema: Json, root: Json, depth = 0): { schema: Json; nullable: boolean } {
  if (depth > 8) return { schema: {}, nullable: true };
  const reference = schema["$ref"];
  if (typeof reference === "string") {
    const path = reference.replace(/^#\//, "").split("/");
    const target = path.reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), root);
    return plain(isObject(target) ? target : {}, root, depth + 1);
  }
  const all = schema["allOf"];
  if (Array.isArray(all) && all.length === 1 && isObject(all[0])) return plain(all[0], root, depth + 1);
  const any: unknown = schema["anyOf"] ?? schema["oneOf"];
  if (Array.isArray(any)) {
    const rest = any.filter(isObject).filter((one) => one["type"] !== "null");
    const nullable = rest.length < any.length;
    const [only] = rest;
    return rest.length === 1 && only ? { ...plain(only, root, depth + 1), nullable } : { schema: {}, nullable };
  }
  return { schema, nullable: schema["type"] === "null" };
}

function kindOf(schema: Json): Pick<Field, "kind" | "choices"> {
  if (Array.isArray(schema["enum"])) return { kind: "choice", choices: schema["enum"] };
  if ("const" in schema) return { kind: "choice", choices: [schema["const"]] };
  switch (schema["type"]) {
    case "boolean":
      return { kind: "choice", choices: [true, false] };
    case "integer":
    case "number":
      return { kind: "number", choices: [] };
    case "string":
      if (schema["format"] === "password") return { kind: "secret", choices: [] };
      if (schema["format"] === "date-time") return { kind: "date-time", choices: [] };
      return { kind: schema["format"] === "date" ? "date" : "text", choices: [] };
    default:
      return { kind: "json", choices: [] };
  }
}

function textOf(kind: Field["kind"], value: unknown): string {
  if (kind === "choice") return JSON.stringify(value);
  if (kind === "json" || typeof value === "object") return JSON.stringify(value, null, 2);
  if (kind !== "date-time") return String(value);
  const at = new Date(String(value));
  if (Number.isNaN(at.getTime())) return "";
  // The browser's field knows neither zone nor fraction: the viewer's own time, to the second.
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

export function read(field: Field, text: string): Reading {
  const isText = field.kind === "text" || field.kind === "secret";
  if (text.trim() === "" && !(isText && text !== "")) return readNothing(field);
  switch (field.kind) {
    case "text":
    case "secret":
      return readText(field.schema, text);
    case "number":
      return readNumber(field.schema, text);
    case "choice":
      return { value: JSON.parse(text) as unknown };
    case "date":
      return { value: text };
    case "date-time": {
      const at = new Date(text);
      return Number.isNaN(at.getTime()) ? { error: "This is no time." } : { value: at.toISOString() };
    }
    case "json":
      return readJson(field.schema, text);
  }
}

function readNothing({ kind, nullable, required, initial }: Field): Reading {
  // What was there has been taken away on purpose: that must not bring the default back.
  if (nullable) return initial === "" && !required ? { absent: true } : { value: null };
  if (kind === "text" && initial !== "") return { value: "" };
  return required || initial !== "" ? { error: "This needs a value." } : { absent: true };
}

function readText({ minLength, maxLength, pattern }: Json, text: string): Reading {
  if (typeof minLength === "number" && text.length < minLength) return { error: `At least ${minLength} characters.` };
  if (typeof maxLength === "number" && text.length > maxLength) return { error: `At most ${maxLength} characters.` };
  if (typeof pattern === "string" && !matches(pattern, text)) return { error: `This must match ${pattern}.` };
  return { value: text };
}

/** A pattern in a dialect that the browser does not know is left to the server. */
function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, "u").test(text);
  } catch {
    return true;
  }
}

function readNumber({ type, minimum, maximum }: Json, text: string): Reading {
  const value = Number(text);
  if (!Number.isFinite(value)) return { error: "This is no number." };
  if (type === "integer" && !Number.isInteger(value)) return { error: "This must be a whole number." };
  if (typeof minimum === "number" && value < minimum) return { error: `At least ${minimum}.` };
  if (typeof maximum === "number" && value > maximum) return { error: `At most ${maximum}.` };
  return { value };
}

function readJson({ type }: Json, text: string): Reading {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { error: `This is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  if (type === "array" && !Array.isArray(value)) return { error: "This must be a list: [ … ]." };
  if (type === "object" && !isObject(value)) return { error: "This must be an object: { … }." };
  return { value };
}
