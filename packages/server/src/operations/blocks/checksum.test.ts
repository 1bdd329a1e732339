import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { blockSchemaChecksum, parseAsWritten } from "./checksum.ts";

interface Vector {
  readonly block: string;
  /** The schema as the Python client writes it. */
  readonly fields_text: string;
  readonly checksum: string;
}

const file = new URL("../../../../../conformance/wire/vectors/block-checksums.json", import.meta.url);
const vectors = JSON.parse(readFileSync(file, "utf8")) as Vector[];

describe("checksum of a block's schema", () => {
  test.each(vectors)("is that of the Python client: $block", ({ fields_text, checksum }) => {
    expect(blockSchemaChecksum(parseAsWritten(fields_text))).toBe(checksum);
  });

  test("does not depend on the order of keys, nor on what is secret", () => {
    const one = blockSchemaChecksum({ title: "A", properties: { x: {}, y: {} }, secret_fields: ["x"] });
    const other = blockSchemaChecksum({ secret_fields: [], properties: { y: {}, x: {} }, title: "A" });
    expect(one).toBe(other);
  });

  test("tells 1.0 from 1, and writes floats as Python does", () => {
    const checksum = (number: string) => blockSchemaChecksum(parseAsWritten(`{"default": ${number}}`));
    expect(checksum("1.0")).not.toBe(checksum("1"));
    expect(checksum("1e3")).toBe(checksum("1000.0"));
    expect(checksum("0.00001")).toBe(checksum("1e-05"));
  });
});
