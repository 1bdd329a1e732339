import { describe, expect, it } from "vitest";
import { upsert } from "./rows.ts";

const row = (id: string, updated: string, value = 0) => ({ id, updated, value });

describe("upsert", () => {
  it("replaces in place and appends what is new", () => {
    const rows = [row("a", "1"), row("b", "1")];
    expect(upsert(rows, [row("a", "2", 7), row("c", "2")])).toEqual([row("a", "2", 7), row("b", "1"), row("c", "2")]);
  });

  it("keeps a newer row when an older one arrives late", () => {
    const rows = [row("a", "2026-01-01T00:00:02.000000Z", 2)];
    expect(upsert(rows, [row("a", "2026-01-01T00:00:01.000000Z", 1)])).toBe(rows);
  });

  it("takes several changes of one row in order", () => {
    expect(upsert([], [row("a", "1", 1), row("a", "2", 2)])).toEqual([row("a", "2", 2)]);
  });
});
