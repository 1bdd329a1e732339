import { expect, test } from "vitest";
import { now, uuid7 } from "./time.ts";

test("instants never repeat and never go back", () => {
  let last = 0;
  for (let index = 0; index < 10_000; index++) {
    const instant = now();
    expect(instant).toBeGreaterThan(last);
    last = instant;
  }
  expect(Math.abs(last / 1000 - Date.now())).toBeLessThan(1000);
});

test("ids are UUIDs of version 7 that sort by their instants", () => {
  const ids = Array.from({ length: 1000 }, () => uuid7(now()));
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});

test("an id holds its instant", () => {
  const instant = 1_795_000_000_123_456;
  expect(Number.parseInt(uuid7(instant).replaceAll("-", "").slice(0, 12), 16)).toBe(1_795_000_000_123);
});
