import type { TSchema } from "typebox";
import type { RouteDefinition } from "./route.ts";
import { HTTPValidationError } from "./errors.ts";

type Json = Record<string, unknown>;

/**
 * The OpenAPI 3.1 document of some routes. Titled schemas become components and are referred to by title; one that
 * accepts more than the reference documents says under `documented` what is shown in its place.
 *
 * @param prefix put before every path, e.g. `/api`
 */
export function openapiDocument(
  definitions: Iterable<RouteDefinition>,
  info: { title: string; version: string },
  prefix = "",
): Json {
  const components: Record<string, Json> = {};
  const hoist = (schema: unknown): unknown => {
    if (Array.isArray(schema)) return schema.map(hoist);
    if (schema === null || typeof schema !== "object") return schema;
    const { title, documented } = schema as { title?: unknown; documented?: unknown };
    if (documented !== undefined) return hoist(typeof documented === "function" ? documented() : documented);
    const plain = () =>
      Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, key === "default" ? value : hoist(value)]));
    if (typeof title !== "string") return plain();
    if (!(title in components)) {
      components[title] = {}; // reserved first, so that a schema met twice is written once
      components[title] = plain();
    }
    return { $ref: `#/components/schemas/${title}` };
  };
  const json = (schema: TSchema) => ({ content: { "application/json": { schema: hoist(schema) } } });
  const parameters = (place: "path" | "query", schema: TSchema | undefined) => {
    const { properties = {}, required = [] } = (schema ?? {}) as { properties?: Json; required?: string[] };
    return Object.entries(properties).map(([name, property]) => ({
      name,
      in: place,
      required: required.includes(name),
      schema: hoist(property),
    }));
  };
  const paths: Record<string, Json> = {};
  for (const definition of definitions) {
    const path = prefix + definition.path.replace(/:(\w+)/g, "{$1}");
    const operation: Json = {
      tags: [definition.tag],
      operationId: `${definition.method.toLowerCase()}${definition.path.replace(/[^A-Za-z0-9]+/g, "_")}`,
      parameters: [...parameters("path", definition.params), ...parameters("query", definition.query)],
      responses: {
        ...Object.fromEntries(
          Object.entries(definition.responses).map(([status, schema]) => [
            status,
            { description: "", ...((schema as Json)["type"] === "null" ? {} : json(schema)) },
          ]),
        ),
        422: { description: "The request is not valid", ...json(HTTPValidationError) },
      },
    };
    if (definition.summary) operation["summary"] = definition.summary;
    if (definition.body) operation["requestBody"] = { required: !definition.bodyOptional, ...json(definition.body) };
    (paths[path] ??= {})[definition.method.toLowerCase()] = operation;
  }
  return { openapi: "3.1.0", info, paths, components: { schemas: components } };
}
