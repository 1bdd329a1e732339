import Type from "typebox";
import { expect, test } from "vitest";
import { InvalidRequest, validate } from "./validate.ts";

const schema = Type.Object({
  level: Type.Integer(),
  limit: Type.Union([Type.Integer({ exclusiveMinimum: 0 }), Type.Null()]),
  size: Type.Number(),
  on: Type.Optional(Type.Boolean()),
});

function problems(body: unknown): unknown {
  try {
    validate("body", schema, body, body);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidRequest)) throw error;
    return error.problems.map(({ loc, msg }) => [loc.join("."), msg]);
  }
}

test("an integer that JavaScript does not hold exactly is refused where it stands", () => {
  const tooLarge = "Input should be less than or equal to 9007199254740991";
  expect(problems({ level: 2 ** 53, limit: null, size: 0 })).toEqual([["body.level", tooLarge]]);
  expect(problems({ level: 0, limit: 24_750_855_961_277_564, size: 0 })).toEqual([["body.limit", tooLarge]]);
  expect(problems({ level: -(2 ** 53), limit: null, size: 0 })).toEqual([
    ["body.level", "Input should be greater than or equal to -9007199254740991"],
  ]);
});

test("bounds of a schema's own stay, and other numbers may be any", () => {
  expect(problems({ level: Number.MAX_SAFE_INTEGER, limit: 1, size: 1e300 })).toEqual([]);
  expect(problems({ level: 0, limit: 0, size: 0 })).toEqual([["body.limit", "Input should be greater than 0"]]);
});

test.each([
  [
    { level: "5", limit: " 7 ", size: "1e3", on: "YES" },
    { level: 5, limit: 7, size: 1000, on: true },
  ],
  [
    { level: "5.0", limit: null, size: true, on: 0 },
    { level: 5, limit: null, size: 1, on: false },
  ],
])("%j is read as the numbers and booleans that its texts are", (body, read) => {
  expect(problems(body)).toEqual([]);
  expect(body).toEqual(read);
});

test.each([
  ["level", "5.5", "Input should be a valid integer, unable to parse string as an integer"],
  ["level", 5.5, "Input should be a valid integer, got a number with a fractional part"],
  ["level", null, "Input should be a valid integer"],
  ["size", "x", "Input should be a valid number, unable to parse string as a number"],
  ["on", 2, "Input should be a valid boolean, unable to interpret input"],
])("%s cannot be %j", (name, value, message) => {
  expect(problems({ level: 0, limit: null, size: 0, [name]: value })).toEqual([[`body.${name}`, message]]);
});

test("a text that is a number is still refused where the number is", () => {
  expect(problems({ level: 0, limit: "0", size: 0 })).toEqual([["body.limit", "Input should be greater than 0"]]);
});
