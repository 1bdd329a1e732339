import { stripVTControlCharacters } from "node:util";
import { expect, it } from "vitest";
import { properties } from "./properties.ts";

it("writes values in one column, below each other, without those that are missing", () => {
  const text = stripVTControlCharacters(properties({ ID: "1", Parameters: "{\n}", Tags: undefined }));
  expect(text).toBe("ID          1\nParameters  {\n            }");
});

it("breaks values between words where the terminal is narrow, and keeps how far in they begin", () => {
  const text = stripVTControlCharacters(properties({ ID: "1", Data: '  "a": one two three\nfour' }, 18));
  expect(text).toBe('ID    1\nData    "a": one\n        two three\n      four');
});
