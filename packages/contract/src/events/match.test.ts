import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchesGlob, matchesPattern, matchesSpecification } from "./match.ts";

describe("patterns", () => {
  it.each([
    ["prefect.flow-run.*", "prefect.flow-run.1", true],
    ["prefect.flow-run.*", "prefect.flow-run.", true],
    ["prefect.flow-run.*", "prefect.task-run.1", false],
    ["a?c", "abc", true],
    ["a?c", "ac", false],
    ["[ab]x", "bx", true],
    ["[!ab]x", "bx", false],
    ["[!ab]x", "cx", true],
    ["[]]x", "]x", true],
    ["[a-c]", "b", true],
    ["[z-a]", "b", false],
    ["[open", "[open", true],
    ["a.b", "axb", false],
    ["ABC", "abc", false],
    ["line*", "line one\nline two", true],
    ["?", "🦆", true],
  ])("%s against %s: %s", (pattern, text, expected) => {
    expect(matchesGlob(pattern, text)).toBe(expected);
  });

  it("says the same as one regular expression with an asterisk for each of its own", () => {
    const parts = fc.array(fc.constantFrom("*", "?", "a", "b", ".", "[ab]", "[!a]"), { maxLength: 8 });
    const text = fc.string({ unit: fc.constantFrom("a", "b", "c", ".", "🦆"), maxLength: 10 });
    const meaning: Readonly<Record<string, string>> = { "*": ".*", "?": ".", ".": "\\.", "[!a]": "[^a]" };
    fc.assert(
      fc.property(parts, text, (pattern, value) => {
        const naive = new RegExp(`^${pattern.map((part) => meaning[part] ?? part).join("")}$`, "su");
        expect(matchesGlob(pattern.join(""), value)).toBe(naive.test(value));
      }),
      { numRuns: 2000 },
    );
  });

  it("takes no longer for a pattern that was made to explode", () => {
    const begun = performance.now();
    expect(matchesGlob(`${"*a".repeat(30)}*b`, "a".repeat(100_000))).toBe(false);
    expect(performance.now() - begun).toBeLessThan(1000);
  });

  it("negates with a leading mark, but never matches a label that is missing", () => {
    expect(matchesPattern("!a*", "b")).toBe(true);
    expect(matchesPattern("!a*", "ab")).toBe(false);
    expect(matchesPattern("!a*", undefined)).toBe(false);
  });
});

describe("specifications", () => {
  const resource = { "prefect.resource.id": "x.1", colour: "red" };

  it("asks for every label, and for one of the patterns of each", () => {
    expect(matchesSpecification({}, resource)).toBe(true);
    expect(matchesSpecification({ "prefect.resource.id": ["y.*", "x.*"], colour: "red" }, resource)).toBe(true);
    expect(matchesSpecification({ "prefect.resource.id": "x.*", colour: "blue" }, resource)).toBe(false);
    expect(matchesSpecification({ size: "*" }, resource)).toBe(false);
    expect(matchesSpecification({ colour: [] }, resource)).toBe(false);
  });

  it("is satisfied by any value when every pattern of a list is negated", () => {
    expect(matchesSpecification({ colour: ["!red", "!blue"] }, resource)).toBe(true);
  });
});
