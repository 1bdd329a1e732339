import { describe, expect, it } from "vitest";
import { matchesTextSearch, parseTextSearch } from "./text-search.ts";

describe("text search", () => {
  it.each([
    ["", { any: [], all: [], none: [] }],
    ["   ", { any: [], all: [], none: [] }],
    ["Error timeout", { any: ["error", "timeout"], all: [], none: [] }],
    ["error -debug !trace +flow", { any: ["error"], all: ["flow"], none: ["debug", "trace"] }],
    ['"connection timeout" +"a b"', { any: ["connection timeout"], all: ["a b"], none: [] }],
    ['say\\"x', { any: ["say\\", "x"], all: [], none: [] }],
    ['"he said \\"hi\\""', { any: ['he said "hi"'], all: [], none: [] }],
    ['"a\\\\b \\n"', { any: ["a\\b \\n"], all: [], none: [] }],
    ['"never closed', { any: ["never closed"], all: [], none: [] }],
    ["- a", { any: ["a"], all: [], none: [] }],
    ["a-b", { any: ["a-b"], all: [], none: [] }],
    ["--x", { any: [], all: [], none: ["-x"] }],
    ['ab"cd ef"', { any: ["ab", "cd ef"], all: [], none: [] }],
    ['-"a', { any: [], all: [], none: ["a"] }],
    ["+ +x", { any: [], all: ["x"], none: [] }],
    ['"abc\\', { any: ["abc\\"], all: [], none: [] }],
    ['""', { any: [], all: [], none: [] }],
  ])("reads %s", (query, expected) => {
    expect(parseTextSearch(query)).toEqual(expected);
  });

  it("wants one of the plain words, every required one, and none of the excluded", () => {
    const search = parseTextSearch("red blue +car -old");
    expect(matchesTextSearch(search, "a RED car")).toBe(true);
    expect(matchesTextSearch(search, "a green car")).toBe(false);
    expect(matchesTextSearch(search, "a red boat")).toBe(false);
    expect(matchesTextSearch(search, "an old red car")).toBe(false);
    expect(matchesTextSearch(parseTextSearch(""), "anything")).toBe(true);
  });
});
