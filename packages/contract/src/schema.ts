/**
 * The few building blocks that all wire schemas share.
 *
 * A schema's `title` is its name in the OpenAPI document: titled schemas become components.
 */
import Type, { type Static, type TSchema } from "typebox";

/** A UUID in its canonical text form. */
export const Uuid = (options: Record<string, unknown> = {}) => Type.String({ format: "uuid", ...options });

/** An instant as RFC 3339 text. We write UTC with six digits of a second and `Z`. */
export const DateTime = (options: Record<string, unknown> = {}) => Type.String({ format: "date-time", ...options });

/** A length of time in a request: seconds, or an ISO 8601 duration, which is all that the reference documents. */
export const Duration = () =>
  Type.Unsafe<number | string>({
    anyOf: [{ type: "number", exclusiveMinimum: 0 }, { type: "string" }],
    documented: { type: "string", format: "duration" },
  });

/** `schema` or `null`. */
export const Nullable = <T extends TSchema>(schema: T, options: Record<string, unknown> = {}) =>
  Type.Union([schema, Type.Null()], options);

/** One of the given texts; written as a JSON Schema `enum`. */
export const StringEnum = <const T extends readonly string[]>(values: T, options: Record<string, unknown> = {}) =>
  Type.Unsafe<T[number]>({ type: "string", enum: [...values], ...options });

/** Any JSON object. */
export const JsonObject = (options: Record<string, unknown> = {}) =>
  Type.Unsafe<Record<string, unknown>>({ type: "object", additionalProperties: true, ...options });

/** Labels of a run, flow or deployment: flat, with scalar values. */
export const Labels = (options: Record<string, unknown> = {}) =>
  Type.Unsafe<Record<string, string | number | boolean>>({
    type: "object",
    additionalProperties: { anyOf: [{ type: "boolean" }, { type: "integer" }, { type: "number" }, { type: "string" }] },
    ...options,
  });

/** A schema of which the OpenAPI document shows something more telling than what is checked; made when it is asked for. */
export const Documented = <T>(checked: TSchema | Record<string, unknown>, documented: () => TSchema) =>
  Type.Unsafe<T>({ ...checked, documented });

/** The same schema with further keywords (a default, mostly). */
export const withOptions = <T extends TSchema>(schema: T, options: Record<string, unknown>) =>
  Type.Unsafe<Static<T>>({ ...schema, ...options });
