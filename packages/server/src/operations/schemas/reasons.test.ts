import { expect, test } from "vitest";
import { reasonOf } from "./reasons.ts";
import { schemaErrors } from "./validate.ts";

const reasons = (schema: object, value: unknown): string[] =>
  schemaErrors({ type: "object", properties: { v: schema }, required: ["v"] }, { v: value }).map((error) =>
    reasonOf(error),
  );

test.each([
  [{ type: "integer" }, "a'b", `"a'b" is not of type 'integer'`],
  [{ type: ["integer", "string"] }, null, "None is not of type 'integer', 'string'"],
  [{ enum: ["a", 1, null] }, true, "True is not one of ['a', 1, None]"],
  [{ const: { a: 1 } }, [], "{'a': 1} was expected"],
  [{ minimum: 2 }, 1, "1 is less than the minimum of 2"],
  [{ maximum: 2 }, 3, "3 is greater than the maximum of 2"],
  [{ exclusiveMinimum: 2 }, 2, "2 is less than or equal to the minimum of 2"],
  [{ exclusiveMaximum: 2 }, 2, "2 is greater than or equal to the maximum of 2"],
  [{ multipleOf: 2 }, 3, "3 is not a multiple of 2"],
  [{ minLength: 1 }, "", "'' should be non-empty"],
  [{ minLength: 3 }, "é", "'é' is too short"],
  [{ maxLength: 1 }, "a\n", "'a\\n' is too long"],
  [{ minItems: 2 }, [1], "[1] is too short"],
  [{ maxItems: 0 }, [1], "[1] is expected to be empty"],
  [{ uniqueItems: true }, [1, 1], "[1, 1] has non-unique elements"],
  [{ minProperties: 2 }, {}, "{} does not have enough properties"],
  [{ maxProperties: 1 }, { a: 1, b: [false] }, "{'a': 1, 'b': [False]} has too many properties"],
  [{ pattern: "^y" }, "x", "'x' does not match '^y'"],
  [{ format: "date" }, "x", "'x' is not a 'date'"],
  [{ contains: { type: "integer" } }, ["a"], "['a'] does not contain items matching the given schema"],
  [{ oneOf: [{ type: "integer" }, { minimum: 1 }] }, 5, "5 is valid under each of the given schemas"],
  [{ dependentRequired: { a: ["b"] } }, { a: 1 }, "'b' is a dependency of 'a'"],
])("%j refuses %j: %s", (schema, value, reason) => {
  expect(reasons(schema, value)).toContain(reason);
});
