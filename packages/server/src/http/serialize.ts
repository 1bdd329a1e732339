/**
 * Writes answers by their schema: only declared keys go out, in declared order. Compiled at first use.
 */
import type FastJson from "fast-json-stringify";
import type { TSchema } from "typebox";
import { lazy } from "../platform/lazy.ts";

const fastJson = lazy<typeof FastJson>("fast-json-stringify");

type Json = Record<string, unknown>;
type Write = (value: unknown) => string;

const writers = new WeakMap<object, Write>();

/**
 * The same schema in a form that compiles to straight code: a nullable as `nullable`, and what is free, or a real
 * union, as "anything". Formats and limits are dropped: they were checked on the way in.
 */
function simplify(schema: unknown): Json {
  if (schema === null || typeof schema !== "object") return {};
  const { type, anyOf, properties, items, required, additionalProperties } = schema as Json;
  if (Array.isArray(anyOf)) {
    const branches = anyOf.filter((branch: Json) => branch["type"] !== "null") as Json[];
    if (branches.length !== 1) return {};
    const only = simplify(branches[0]);
    return "type" in only ? { ...only, nullable: true } : only;
  }
  switch (type) {
    case "object":
      if (!properties) return {};
      return {
        type,
        properties: Object.fromEntries(
          Object.entries(properties as Json).map(([key, value]) => [key, simplify(value)]),
        ),
        // Declared but left out is a fault of ours: the writer throws on it, and a test sees it.
        required: required ?? [],
        additionalProperties: additionalProperties === true,
      };
    case "array":
      return { type, items: simplify(items) };
    case "string":
    case "boolean":
      return { type };
    default:
      // Numbers are written by JSON.stringify too: it keeps what an integer column cannot promise.
      return {};
  }
}

/** `value` as JSON text by the schema of an answer. */
export function serialize(schema: TSchema | undefined, value: unknown): string {
  if (!schema || value === null || typeof value !== "object") return JSON.stringify(value ?? null);
  let write = writers.get(schema);
  if (!write) {
    const simple = simplify(schema);
    write = "type" in simple ? (fastJson().default(simple as never) as Write) : (JSON.stringify as Write);
    writers.set(schema, write);
  }
  return write(value);
}
