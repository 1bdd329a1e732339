import { formatTime } from "@weir/contract/time";
import { expect, it } from "vitest";
import { Cursor } from "./cursor.ts";

const SECOND = 1_000_000;
const start = Date.parse("2026-01-01T00:00:00Z") * 1000;
const at = (seconds: number) => formatTime(start + seconds * SECOND);

it("goes on a little before the newest item, but not before the start", () => {
  const cursor = new Cursor(start, 10);
  expect(cursor.from).toBe(start);
  cursor.take("a", at(5));
  expect(cursor.from).toBe(start);
  cursor.take("b", at(60));
  expect(cursor.fromText).toBe(at(50));
});

it("takes each item once, also when it comes late", () => {
  const cursor = new Cursor(start, 10);
  expect(cursor.take("a", at(60))).toBe(true);
  expect(cursor.take("late", at(55))).toBe(true);
  expect(cursor.take("a", at(60))).toBe(false);
  expect(cursor.take("late", at(55))).toBe(false);
});

it("forgets only what cannot come again", () => {
  const cursor = new Cursor(start, 10);
  for (let index = 0; index < 5000; index += 1) cursor.take(`${index}`, at(index / 10));
  // Reading goes on 10 s before the last item: the last 100 may come again, and all of them are known.
  for (let index = 4900; index < 5000; index += 1) expect(cursor.take(`${index}`, at(index / 10))).toBe(false);
});

it("is not led into the future by a sender's clock", () => {
  const cursor = new Cursor(start, 10);
  cursor.take("ahead", formatTime((Date.now() + 3_600_000) * 1000));
  expect(cursor.from).toBeLessThanOrEqual(Date.now() * 1000);
});
