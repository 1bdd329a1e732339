import Type from "typebox";
import { expect, test } from "vitest";
import { InvalidRequest, validate } from "./validate.ts";

const schema = Type.Object({
  level: Type.Integer(),
  limit: Type.Union([Type.Integer({ exclusiveMinimum: 0 }), Type.Null()]),
  size: Type.Number(),
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
