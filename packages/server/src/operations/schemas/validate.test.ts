import { expect, test } from "vitest";
import { CircularSchema, SchemaError, validateValues } from "./validate.ts";

test("names the field that does not fit, in the words of the reference", () => {
  const schema = {
    type: "object",
    properties: { x: { type: "integer" }, cfg: { $ref: "#/definitions/Cfg" } },
    required: ["x"],
    definitions: { Cfg: { type: "object", properties: { mode: { enum: ["a", "b"] } } } },
  };
  const reason = (values: object): string => {
    try {
      validateValues(schema, values);
      return "fits";
    } catch (error) {
      if (error instanceof SchemaError) return error.message;
      throw error;
    }
  };
  expect(reason({ x: 1 })).toBe("fits");
  expect(reason({ x: "bad" })).toBe("Validation failed for field 'x'. Failure reason: 'bad' is not of type 'integer'");
  expect(reason({})).toBe("Validation failed. Failure reason: 'x' is a required property");
  expect(reason({ x: 1, cfg: { mode: "zzz" } })).toBe(
    "Validation failed for field 'cfg.mode'. Failure reason: 'zzz' is not one of ['a', 'b']",
  );
});

test("what is optional and has no default may be null", () => {
  const schema = { type: "object", properties: { a: { type: "string" }, b: { type: "string", default: "d" } } };
  expect(() => validateValues(schema, { a: null })).not.toThrow();
  expect(() => validateValues(schema, { b: null })).toThrow(SchemaError);
  expect(() => validateValues(schema, { b: null }, { nullableDefaults: true })).not.toThrow();
});

test.each([
  [{ $ref: "#" }],
  [{ properties: { a: { $ref: "#/definitions/A" } }, definitions: { A: { anyOf: [{ $ref: "#/definitions/A" }] } } }],
])("a schema that only refers to itself is refused: %j", (schema) => {
  expect(() => validateValues(schema, { a: 1 })).toThrow(CircularSchema);
});

test("a schema whose values may nest is no circle", () => {
  const schema = { type: "object", properties: { child: { $ref: "#" } } };
  expect(() => validateValues(schema, { child: { child: {} } })).not.toThrow();
  expect(() => validateValues(schema, { child: { child: 1 } })).toThrow(SchemaError);
});
