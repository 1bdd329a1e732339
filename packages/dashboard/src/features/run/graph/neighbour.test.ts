import { expect, it } from "vitest";
import type { Flow } from "./layout.ts";
import { neighbour } from "./neighbour.ts";

/** a and b side by side, both lead to c; d stands apart. Across comes first. */
const RANKS = { a: [0, 0], b: [60, 0], c: [20, 200], d: [200, 40] } as const;
const EDGES = [
  { from: "a", to: "c" },
  { from: "b", to: "c" },
];
const PLACES = {
  right: new Map(Object.entries(RANKS).map(([key, [across, along]]) => [key, [along, across] as const])),
  down: new Map(Object.entries(RANKS)),
};

it.each<[Flow, string, string, string | undefined]>([
  ["right", "a", "ArrowRight", "c"],
  ["right", "c", "ArrowLeft", "a"],
  ["right", "a", "ArrowLeft", undefined],
  ["right", "c", "ArrowRight", undefined],
  ["right", "a", "ArrowDown", "b"],
  ["right", "b", "ArrowUp", "a"],
  ["right", "b", "ArrowDown", "d"],
  ["right", "d", "ArrowUp", "b"],
  ["right", "a", "ArrowUp", undefined],
  ["right", "gone", "ArrowUp", undefined],
  ["right", "a", "x", undefined],
  ["down", "a", "ArrowDown", "c"],
  ["down", "c", "ArrowUp", "a"],
  ["down", "a", "ArrowRight", "b"],
  ["down", "b", "ArrowLeft", "a"],
])("where results flow %s, from %s %s leads to %s", (flow, from, key, to) =>
  expect(neighbour(EDGES, PLACES[flow], flow, from, key)).toBe(to),
);
