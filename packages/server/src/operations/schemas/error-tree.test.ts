import { describe, expect, test } from "vitest";
import { errorTree } from "./error-tree.ts";
import { Problem, Unknown } from "./hydrate.ts";
import { schemaErrors } from "./validate.ts";

const check = (schema: object, values: object) => errorTree(schemaErrors(schema, values), values);

const person = {
  type: "object",
  properties: {
    name: { type: "string" },
    age: { type: "integer" },
    address: { type: "object", properties: { town: { type: "string" } }, required: ["town"] },
    tags: { type: "array", items: { type: "string" } },
  },
  required: ["name"],
};

describe("a tree of errors", () => {
  test("is empty for values that fit", () => {
    expect(check(person, { name: "n", age: null, tags: ["a"] })).toEqual({ errors: [], valid: true });
  });

  test("names the property of each error", () => {
    expect(check(person, { name: 1 })).toEqual({
      errors: [{ property: "name", errors: ["1 is not of type 'string'"] }],
      valid: false,
    });
  });

  test("puts what is missing where it should be", () => {
    expect(check(person, { address: {} })).toEqual({
      errors: [
        { property: "name", errors: ["'name' is a required property"] },
        { property: "address", errors: [{ property: "town", errors: ["'town' is a required property"] }] },
      ],
      valid: false,
    });
  });

  test("leads through lists by place, each branch once", () => {
    const rows = { type: "object", properties: { rows: { type: "array", items: person } } };
    expect(check(rows, { rows: [{ name: "n" }, { name: 2, tags: [3] }] }).errors).toEqual([
      {
        property: "rows",
        errors: [
          {
            index: 1,
            errors: [
              { property: "name", errors: ["2 is not of type 'string'"] },
              { property: "tags", errors: [{ index: 0, errors: ["3 is not of type 'string'"] }] },
            ],
          },
        ],
      },
    ]);
  });

  test("says what is wrong with all of it at the root", () => {
    expect(check({ type: "object", minProperties: 1 }, {}).errors).toEqual(["{} should be non-empty"]);
    expect(check({ type: "object", additionalProperties: false }, { y: 1, x: 2 }).errors).toEqual([
      "Additional properties are not allowed ('x', 'y' were unexpected)",
    ]);
  });

  test("says once that no branch of a union fits, also where branches are references", () => {
    const schema = {
      type: "object",
      properties: { a: { anyOf: [{ $ref: "#/definitions/A" }, { type: "null" }] }, b: { type: "integer" } },
      required: ["b"],
      definitions: { A: { type: "object", properties: { x: { type: "integer" } }, required: ["x"] } },
    };
    expect(check(schema, { a: { x: "no" }, b: "no" }).errors).toEqual([
      { property: "a", errors: ["{'x': 'no'} is not valid under any of the given schemas"] },
      { property: "b", errors: ["'no' is not of type 'integer'"] },
    ]);
  });

  test("has nothing on a value that is not known yet", () => {
    const values = { name: new Unknown(), address: new Unknown(), tags: ["a", new Unknown()], age: new Unknown() };
    expect(check(person, values)).toEqual({ errors: [], valid: true });
  });

  test("has the reason why a value could not be had, and nothing else on it", () => {
    const values = { name: "n", address: new Problem("Invalid JSON: oops") };
    expect(check(person, values)).toEqual({
      errors: [{ property: "address", errors: ["Invalid JSON: oops"] }],
      valid: false,
    });
  });
});
