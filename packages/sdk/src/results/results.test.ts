import fc from "fast-check";
import { expect, test } from "vitest";
import { decode, encode } from "./encoding.ts";
import { inline, inlined } from "./inline.ts";

const values = fc.anything({
  withDate: true,
  withMap: true,
  withSet: true,
  withBigInt: true,
  withNullPrototype: false,
});

test("what is kept inline is read again as an equal value", () => {
  fc.assert(
    fc.property(values, (value) => {
      const wire: unknown = JSON.parse(JSON.stringify(inline(value)));
      const read = inlined(wire);
      if (read) expect(read.value).toStrictEqual(value);
    }),
  );
});

test.each([
  undefined,
  null,
  0,
  "",
  false,
  [],
  {},
  { type: "unpersisted" },
  { storage_key: "x" },
  { a: [1, { b: null }] },
])("%j is kept inline", (value) => expect(inlined(JSON.parse(JSON.stringify(inline(value))))).toStrictEqual({ value }));

test.each([[new Date(0)], [{ a: undefined }], [Number.NaN], [-0], [1n], [new Map()], ["x".repeat(20_000)]])(
  "%s is not kept inline",
  (value) => expect(inlined(inline(value))).toBeUndefined(),
);

test("plain JSON is kept as it is, for readers in other languages", () => {
  expect(inline({ total: 3, rows: ["a"] })).toEqual({ total: 3, rows: ["a"] });
});

test("what is kept does not change with the value", () => {
  const rows = [1];
  const kept = inline(rows);
  rows.push(2);
  expect(kept).toEqual([1]);
});

test("what is encoded for a file is read again as an equal value", () => {
  fc.assert(
    fc.property(values, (value) => {
      let text: string;
      try {
        text = encode(value);
      } catch (error) {
        expect(error).toBeInstanceOf(TypeError);
        return;
      }
      expect(decode(text)).toEqual(value);
    }),
  );
});

test("errors, bytes and URLs survive a file", () => {
  const value = { error: new RangeError("far"), bytes: new Uint8Array([1, 2]), url: new URL("http://x/y") };
  expect(decode(encode(value))).toMatchObject({
    error: { name: "RangeError", message: "far" },
    bytes: value.bytes,
    url: value.url,
  });
});

test("functions, instances and cycles are refused", () => {
  const cyclic: Record<string, unknown> = {};
  cyclic["self"] = cyclic;
  for (const value of [() => 1, new (class Custom {})(), cyclic]) expect(() => encode(value)).toThrow(TypeError);
});
