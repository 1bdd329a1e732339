import { describe, expect, it } from "vitest";
import { formatRelative, toMillis } from "./time.ts";

describe("toMillis", () => {
  it("keeps the microseconds", () => expect(toMillis("2026-11-22T17:44:59.123456Z")).toBe(1795369499123.456));
  it("is undefined for nothing and for nonsense", () => {
    expect(toMillis(null)).toBeUndefined();
    expect(toMillis("yesterday")).toBeUndefined();
  });
});

describe("formatRelative", () => {
  const now = Date.UTC(2026, 10, 22);
  it.each([
    [-1_000, "just now"],
    [-59_000, "59 sec ago"],
    [-61_000, "1 min ago"],
    [-3_600_000, "1 hr ago"],
    [3 * 86_400_000, "in 3 days"],
  ])("%d ms away is %s", (offset, text) => expect(formatRelative(now + offset, now)).toBe(text));
});
