import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { moved, same, valueAt, withAt } from "./json-path.ts";

const value = { name: "x", actions: [{ type: "a" }, { type: "b" }], trigger: { within: 5 } };

describe("a value with another at a path", () => {
  it.each<[(string | number)[], unknown, unknown]>([
    [["name"], "y", { ...value, name: "y" }],
    [["trigger", "within"], undefined, { ...value, trigger: {} }],
    [["trigger", "expect"], ["e"], { ...value, trigger: { within: 5, expect: ["e"] } }],
    [["actions", 1, "body"], "", { ...value, actions: [{ type: "a" }, { type: "b", body: "" }] }],
    [["actions", 0], undefined, { ...value, actions: [{ type: "b" }] }],
    [["actions", 2], { type: "c" }, { ...value, actions: [...value.actions, { type: "c" }] }],
    [["tags", "first"], 1, { ...value, tags: { first: 1 } }],
    [[], 1, 1],
  ])("%j", (path, next, expected) => {
    expect(withAt(value, path, next)).toEqual(expected);
    if (next !== undefined) expect(valueAt(withAt(value, path, next), path)).toEqual(next);
  });

  it("keeps the order of its keys", () => {
    expect(Object.keys(withAt(value, ["actions"], []) as object)).toEqual(["name", "actions", "trigger"]);
  });

  it("sees nothing where nothing is", () => {
    for (const path of [["a", "b"], ["actions", "length"], ["actions", 9, "x"], ["name", 0], ["toString"]])
      expect(valueAt(value, path)).toBeUndefined();
  });
});

it("knows values that are the same", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      // A negative zero is lost on the way through text.
      const there = JSON.parse(JSON.stringify(a)) as unknown;
      expect(same(there, JSON.parse(JSON.stringify(a)))).toBe(true);
      if (JSON.stringify(a) !== JSON.stringify(b) && same(a, b)) expect(a).toEqual(b);
    }),
  );
  expect(same({ a: 1, b: [2] }, { b: [2], a: 1 })).toBe(true);
  expect(same({ a: undefined }, { b: undefined })).toBe(false);
  expect(same([], {})).toBe(false);
  expect(same([1, 2], [2, 1])).toBe(false);
});

it("moves an item of a list", () => {
  expect(moved(["a", "b", "c"], 0, 2)).toEqual(["b", "c", "a"]);
  expect(moved(["a", "b", "c"], 2, 1)).toEqual(["a", "c", "b"]);
});
