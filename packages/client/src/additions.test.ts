import { expect, it } from "vitest";
import { withoutAdditions } from "./additions.ts";

it("removes additions from the object, its state, its schedules and the items of a list", () => {
  expect(withoutAdditions({ name: "a", weir: 1 })).toEqual({ name: "a" });
  expect(withoutAdditions({ state: { type: "RUNNING", weir: 1 } })).toEqual({ state: { type: "RUNNING" } });
  expect(withoutAdditions({ schedules: [{ active: true }, { weir: 1 }] })).toEqual({
    schedules: [{ active: true }, {}],
  });
  expect(withoutAdditions([{ weir: 1 }, 2])).toEqual([{}, 2]);
});

it("leaves the user's own names alone", () => {
  const body = { parameters: { weir: 1 }, labels: { weir: "x" }, state: { data: { weir: 1 } } };
  expect(withoutAdditions(body)).toBe(body);
});

it.each([null, undefined, "weir", 1])("passes %s on", (body) => {
  expect(withoutAdditions(body)).toBe(body);
});
