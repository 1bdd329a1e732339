import { expect, it } from "vitest";
import { kindOfValue, readValue, writeValue } from "./variable-value.ts";

it.each([
  "eu-west-1",
  "",
  "12",
  "true",
  '"quoted"',
  "{not json",
  "null",
  12,
  -0.5,
  true,
  null,
  [1, "a"],
  { a: { b: [] } },
])("writes %j so that it is read as the same", (value) => expect(readValue(writeValue(value))).toEqual(value));

it.each([
  ["12", "a number"],
  ['"12"', "text"],
  ["eu-west-1", "text"],
  ["[1, 2]", "a list of 2"],
  ['{"a": 1}', "an object"],
  ["null", "nothing (null)"],
  ["false", "true or false"],
])("says that %s is %s", (text, kind) => expect(kindOfValue(readValue(text))).toBe(kind));
