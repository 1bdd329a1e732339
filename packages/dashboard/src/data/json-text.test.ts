import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineOf, readJsonText } from "./json-text.ts";

describe("reading JSON", () => {
  it("reads all that is JSON, and nothing else", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(readJsonText(text)).toEqual({ value: JSON.parse(text) as unknown });
      }),
    );
    fc.assert(
      fc.property(
        fc.json(),
        fc.nat(),
        fc.constantFrom("", ",", "}", '"', "x", "\\", "\n", "0", "-", " "),
        (text, at, put) => {
          const offset = at % (text.length + 1);
          const broken = text.slice(0, offset) + put + text.slice(offset + 1);
          let isJson = true;
          try {
            JSON.parse(broken);
          } catch {
            isJson = false;
          }
          expect("value" in readJsonText(broken)).toBe(isJson);
        },
      ),
    );
  });

  it.each([
    ["", "A value is expected, but the text ends", 1, 1],
    ['{\n  "a": 1\n  "b": 2\n}', "A comma or } is expected", 3, 3],
    ['{\n  "a": ,\n}', "A value is expected", 2, 8],
    ["{ a: 1 }", 'A name in "quotes" is expected', 1, 3],
    ["[1, 2", "A comma or ] is expected, but the text ends", 1, 6],
    ["{} {}", "Nothing may follow here", 1, 4],
    ["\n\n'a'", "A value is expected", 3, 1],
    ["[nul]", "A value is expected", 1, 2],
    ["[01]", "A comma or ] is expected", 1, 3],
  ])("%j: says what is wrong and where", (text, message, line, column) => {
    expect(readJsonText(text)).toMatchObject({ fault: { message, line, column } });
  });

  it("ends with what is nested without end", () => {
    expect(readJsonText("[".repeat(100_000))).toMatchObject({ fault: { message: "This is nested too deeply" } });
  });
});

describe("the line of a value", () => {
  const text = JSON.stringify({ name: "x", actions: [{ type: "a" }, { type: "b", body: "" }] }, null, 2);

  it.each([
    [[], 1],
    [["name"], 2],
    [["actions", 1, "body"], 9],
    [["actions", 1, "subject"], 7],
    [["trigger", "within"], 1],
  ])("%j", (path, line) => {
    expect(lineOf(text, path)).toBe(line);
  });

  it("is that of the last one, where a key is there twice", () => {
    expect(lineOf('{"a": 1,\n"a": 2}', ["a"])).toBe(2);
  });
});
