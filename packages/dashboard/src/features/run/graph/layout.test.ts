import { expect, it } from "vitest";
import { grid, NODE_HEIGHT, NODE_WIDTH, place } from "./layout.ts";

const overlaps = (places: readonly (readonly [number, number])[]): boolean =>
  places.some(([x, y], i) =>
    places.some(([a, b], j) => i < j && Math.abs(x - a) < NODE_WIDTH && Math.abs(y - b) < NODE_HEIGHT),
  );

it("puts what takes a result right of what gave it, and what is tied to nothing below", () => {
  const places = place({
    flow: "right",
    nodes: ["alone", "a", "b", "c"],
    edges: [
      { from: "a", to: "b" },
      { from: "b", to: "c" },
    ],
  });
  const [alone, a, b, c] = places;
  expect(a![0] + NODE_WIDTH).toBeLessThan(b![0]);
  expect(b![0] + NODE_WIDTH).toBeLessThan(c![0]);
  expect(alone![1]).toBeGreaterThan(a![1] + NODE_HEIGHT);
  expect(overlaps(places)).toBe(false);
});

it("goes down instead where there is no room to the right", () => {
  const [a, b] = place({ flow: "down", nodes: ["a", "b"], edges: [{ from: "a", to: "b" }] });
  expect(a![0]).toBe(b![0]);
  expect(a![1] + NODE_HEIGHT).toBeLessThan(b![1]);
});

it("copes with circles, which folded tasks can make", () => {
  const places = place({
    flow: "right",
    nodes: ["a", "b"],
    edges: [
      { from: "a", to: "b" },
      { from: "b", to: "a" },
    ],
  });
  expect(overlaps(places)).toBe(false);
});

it("needs no edges", () => {
  expect(place({ flow: "right", nodes: ["a"], edges: [] })).toEqual([[0, 0]]);
  expect(overlaps(grid(400, 0))).toBe(false);
  expect(grid(0, 0)).toEqual([]);
});
