import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KEY, keyOf, NoKey } from "./key.ts";
import { decode } from "../results/encoding.ts";
import { byInputs } from "./policy.ts";

test("the order of members, of map entries and of set elements makes no difference", () => {
  expect(keyOf({ a: 1, b: [2] })).toBe(keyOf({ b: [2], a: 1 }));
  expect(keyOf(new Map([["a", 1], ["b", 2]]))).toBe(keyOf(new Map([["b", 2], ["a", 1]]))); // prettier-ignore
  expect(keyOf(new Set([1, 2]))).toBe(keyOf(new Set([2, 1])));
});

test("a member without a value is as if it were not there", () => {
  expect(keyOf({ a: 1, b: undefined })).toBe(keyOf({ a: 1 }));
});

test("objects in a list are told apart, whatever names and order of names the others have", () => {
  const list = [{ a: 1, b: 2 }, { b: 2, a: 1 }, { a: 1, c: 2 }, { a: { b: 1, a: 2 } }, { a: 1 }, { a: 1, b: 2 }];
  const turned = [{ b: 2, a: 1 }, { a: 1, b: 2 }, { c: 2, a: 1 }, { a: { a: 2, b: 1 } }, { a: 1 }, { b: 2, a: 1 }];
  expect(keyOf(turned)).toBe(keyOf(list));
  const others = list.map((_, index) => list.toSpliced(index, 1, { a: 1, b: 3 }));
  expect(new Set([list, ...others].map(keyOf)).size).toBe(1 + others.length);
});

test("different values have different keys", () => {
  const values = [0, -0, "0", false, null, undefined, 0n, [], {}, [[]], [0], new Date(0), new Set(), new Map(), /0/];
  values.push(new URL("http://x/"), new Uint8Array(1), new Uint8Array(2), new Int8Array(1), "http://x/", Number.NaN);
  expect(new Set(values.map(keyOf)).size).toBe(values.length);
});

test("equal JSON values have equal keys, others different ones", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      expect(keyOf(structuredClone(a))).toBe(keyOf(a));
      if (JSON.stringify(a) !== JSON.stringify(b)) fc.pre(JSON.stringify(sorted(a)) !== JSON.stringify(sorted(b)));
      if (JSON.stringify(a) !== JSON.stringify(b) && !Object.is(a, b)) expect(keyOf(a)).not.toBe(keyOf(b));
    }),
  );
});

/** The value with its members in order, and without what JSON does not tell apart. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item)])); // prettier-ignore
}

describe("a class", () => {
  class Money {
    readonly cents: number;
    constructor(cents: number) {
      this.cents = cents;
    }
  }
  class Account {
    readonly id: string;
    readonly cache = Math.random();
    constructor(id: string) {
      this.id = id;
    }
    [KEY as symbol]() {
      return this.id;
    }
  }

  test("has no key of itself", () => expect(() => keyOf([new Money(5)])).toThrow(NoKey));
  test("may say what it is known by", () => expect(keyOf(new Account("a"))).toBe(keyOf(new Account("a"))));
});

test("what cannot be compared is refused", () => {
  const cyclic: unknown[] = [];
  cyclic.push(cyclic);
  for (const value of [() => 1, Symbol("x"), cyclic]) expect(() => keyOf(value)).toThrow(NoKey);
});

test("an object used twice is no cycle", () => {
  const shared = { x: 1 };
  expect(keyOf([shared, shared])).toBe(keyOf([{ x: 1 }, { x: 1 }]));
});

test("holes count", () => {
  expect(keyOf(new Array(1))).not.toBe(keyOf([]));
  expect(keyOf(new Array(2))).toBe(keyOf([undefined, undefined]));
});

test.each([
  [() => keyOf({ a: { f: () => 1 } }), "a function at .a.f has no key"],
  [() => keyOf([1, { deep: [Symbol("x")] }]), "a symbol at [1].deep[0] has no key"],
  [
    () =>
      byInputs({
        taskName: "t",
        source: "",
        args: [1, { f: () => 1 }],
        parameterNames: [],
        flowRunId: undefined,
        parameters: {},
      }),
    'a function in argument 2.f has no key; byInputsExcept("NAME") leaves an argument out of the key',
  ],
])("what has no key is named", (make, message) => {
  expect(make).toThrow(new NoKey(message));
});

/** `docs/reference/cache-keys.json`: values as results are encoded, with their keys. */
const vectors = JSON.parse(
  readFileSync(new URL("../../../../docs/reference/cache-keys.json", import.meta.url), "utf8"),
) as readonly { readonly value: unknown; readonly key: string }[];

test.each(vectors)("the published key of $value", ({ value, key }) => {
  expect(keyOf(decode(JSON.stringify(value)))).toBe(key);
});
