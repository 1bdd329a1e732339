import { stripVTControlCharacters } from "node:util";
import { expect, it } from "vitest";
import { properties } from "./properties.ts";

it("writes values in one column, below each other, without those that are missing", () => {
  const text = stripVTControlCharacters(properties({ ID: "1", Parameters: "{\n}", Tags: undefined }));
  expect(text).toBe("ID          1\nParameters  {\n            }");
});
