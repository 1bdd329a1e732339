import { describe, expect, test } from "vitest";
import { checkFlowName, fillTemplate, namedArguments, parameterNames } from "./names.ts";

describe("names of parameters", () => {
  const cases: [string, (...args: never[]) => unknown, string[]][] = [
    ["arrow", (a: number, b: string) => [a, b], ["a", "b"]],
    ["async arrow with one", async (id: number) => id, ["id"]],
    ["defaults", (a = "x,y", b = [1, [2, 3]], c = ")") => [a, b, c], ["a", "b", "c"]],
    ["rest", (first: number, ...others: number[]) => [first, others], ["first", "others"]],
    [
      "destructured",
      ({ a, b }: { a: number; b: number }, [c]: number[], d: number) => [a, b, c, d],
      ["arg0", "arg1", "d"],
    ],
    ["none", () => 1, []],
    ["function", async function load(id: number /* the row, */, /* ) */ table: string) { return [id, table]; }, ["id", "table"]], // prettier-ignore
    ["method", { async load(id: number) { return id; } }.load, ["id"]], // prettier-ignore
  ];
  test.for(cases)("of %s", ([, fn, names]) => expect(parameterNames(fn)).toEqual(names));
});

test("a template takes parameters, also within objects, and leaves what it does not know", () => {
  const parameters = namedArguments(["row", "table"], [{ id: 7, at: { day: "Mon" } }, "users"]);
  expect(fillTemplate("{table}-{row.id}-{row.at.day}-{id}-{nothing}", parameters)).toBe("users-7-Mon-7-{nothing}");
});

test("names of flows follow the reference's rule", () => {
  expect(checkFlowName("My flow: daily")).toBe("My flow: daily");
  for (const name of ["", "a/b", "a%", "a&b", "<a>"]) expect(() => checkFlowName(name)).toThrow(TypeError);
});
