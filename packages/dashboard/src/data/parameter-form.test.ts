import type { DeploymentResponse } from "@weir/contract";
import { expect, test } from "vitest";
import { type Field, fieldsOf, read } from "./parameter-form.ts";

const deployment = (properties: object, more: object = {}, parameters: Record<string, unknown> = {}) =>
  ({
    parameter_openapi_schema: { type: "object", properties, ...more },
    parameters,
  }) as unknown as DeploymentResponse;
const only = (schema: object, required = false, parameters = {}): Field =>
  fieldsOf(deployment({ it: schema }, required ? { required: ["it"] } : {}, parameters))[0]!;

test("fields come in their positions, behind references and behind null", () => {
  const fields = fieldsOf(
    deployment(
      {
        mode: { allOf: [{ $ref: "#/definitions/Mode" }], position: 1 },
        day: { anyOf: [{ type: "string", format: "date" }, { type: "null" }], position: 0 },
        extra: { anyOf: [{ type: "string" }, { type: "integer" }], position: 2 },
      },
      { definitions: { Mode: { enum: ["fast", "safe"] } } },
      { mode: "safe" },
    ),
  );
  expect(fields.map(({ name, kind, nullable, initial }) => [name, kind, nullable, initial])).toEqual([
    ["day", "date", true, ""],
    ["mode", "choice", false, '"safe"'],
    ["extra", "json", false, ""],
  ]);
});

test.each([
  [{ type: "integer" }, "7", { value: 7 }],
  [{ type: "integer" }, "7.5", { error: "This must be a whole number." }],
  [{ type: "number", maximum: 3 }, "4", { error: "At most 3." }],
  [{ type: "number" }, "x", { error: "This is no number." }],
  [{ type: "boolean" }, "false", { value: false }],
  [{ type: "string", pattern: "^a" }, "b", { error: "This must match ^a." }],
  [{ type: "array" }, "[1]", { value: [1] }],
  [{ type: "array" }, "{}", { error: "This must be a list: [ … ]." }],
  [{ type: "object" }, "3", { error: "This must be an object: { … }." }],
])("%o of %s is %o", (schema, text, reading) => expect(read(only(schema), text)).toEqual(reading));

test("what is no JSON says so", () => {
  expect(read(only({ type: "object" }), "{")).toHaveProperty("error", expect.stringMatching(/^This is not JSON/));
});

test("nothing typed: the default, null, the empty text, or an error", () => {
  expect(read(only({ type: "integer" }), "")).toEqual({ absent: true });
  expect(read(only({ type: "integer" }, true), "")).toEqual({ error: "This needs a value." });
  expect(read(only({ type: "string", default: "a" }), "")).toEqual({ value: "" });
  expect(read(only({ anyOf: [{ type: "string" }, { type: "null" }], default: "a" }), "")).toEqual({ value: null });
});

test("a time is shown in the viewer's zone and sent as the same instant", () => {
  const field = only({ type: "string", format: "date-time" }, false, { it: "2026-11-23T06:00:00Z" });
  expect(read(field, field.initial)).toEqual({ value: "2026-11-23T06:00:00.000Z" });
});
