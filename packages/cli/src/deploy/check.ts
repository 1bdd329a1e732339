/** Checks the content of a deployment file by its schema: every problem with the place where it is. */
import { closest } from "@weir/contract/settings";
import { type JsonType, type Schema, SCHEDULE } from "./schema.ts";

export type Path = readonly (string | number)[];

export interface Problem {
  /** From the top of the file. */
  readonly path: Path;
  readonly message: string;
}

/** @param isStrict whether unknown keys are problems; in schedules they always are */
export function check(value: unknown, schema: Schema, isStrict: boolean, path: Path = []): Problem[] {
  if (schema.enum && !schema.enum.includes(value as string))
    return [{ path, message: `has to be one of ${schema.enum.filter((one) => one !== null).join(", ")}` }];
  if (schema.type && !schema.type.some((type) => isOfType(value, type)))
    return [{ path, message: `has to be ${namesOf(schema.type)}, not ${shown(value)}` }];
  if (typeof value === "number" && schema.minimum !== undefined && value < schema.minimum)
    return [{ path, message: `has to be at least ${schema.minimum}` }];
  if (typeof value === "string" && schema.pattern && !new RegExp(schema.pattern).test(value))
    return [
      { path, message: `has to be ${namesOf(schema.type!.filter((type) => type !== "string"))}, not ${shown(value)}` },
    ];
  if (Array.isArray(value))
    return value.flatMap((item, at) => (schema.items ? check(item, schema.items, isStrict, [...path, at]) : []));
  if (typeof value !== "object" || value === null) return [];
  const missing = schema.required?.find((key) => !Object.hasOwn(value, key));
  if (missing !== undefined) return [{ path, message: `has no ${missing}` }];
  return Object.entries(value).flatMap(([key, member]) => checkMember(key, member, schema, isStrict, path));
}

function checkMember(key: string, member: unknown, schema: Schema, isStrict: boolean, path: Path): Problem[] {
  const { properties = {}, additionalProperties, patternProperties = {} } = schema;
  const inner = Object.hasOwn(properties, key) ? properties[key] : undefined;
  if (inner) return check(member, inner, isStrict, [...path, key]);
  if (typeof additionalProperties === "object") return check(member, additionalProperties, isStrict, [...path, key]);
  const isRefused = additionalProperties === false && (isStrict || schema.properties === SCHEDULE.properties);
  if (!isRefused || Object.keys(patternProperties).some((pattern) => new RegExp(pattern).test(key))) return [];
  const near = closest(key, Object.keys(properties));
  const advice = near ? `did you mean ${near}?` : `there are ${Object.keys(properties).join(", ")}`;
  return [{ path: [...path, key], message: `is no key that is known here (${advice})` }];
}

const TESTS: Readonly<Record<JsonType, (value: unknown) => boolean>> = {
  array: Array.isArray,
  boolean: (value) => typeof value === "boolean",
  integer: Number.isInteger,
  null: (value) => value === null,
  number: (value) => typeof value === "number",
  object: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  string: (value) => typeof value === "string",
};

const isOfType = (value: unknown, type: JsonType): boolean => TESTS[type](value);

const NAMES: Readonly<Record<JsonType, string>> = {
  array: "a list",
  boolean: "true or false",
  integer: "a whole number",
  null: "nothing",
  number: "a number",
  object: "a mapping",
  string: "a text",
};

const namesOf = (types: readonly JsonType[]): string =>
  types
    .filter((type) => type !== "null")
    .map((type) => NAMES[type])
    .join(" or ");

const shown = (value: unknown): string => {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};
