import { expect, test } from "vitest";
import { loopThrough } from "./loops.ts";

const edges = (...pairs: string[]) => pairs.map((pair) => ({ cause_id: pair[0]!, automation_id: pair[1]! }));

test("an automation that is its own cause is a loop of one", () => {
  expect(loopThrough([], "a", "a")).toEqual(["a"]);
});

test("a way back over others is found, the shortest one", () => {
  expect(loopThrough(edges("ab", "bc", "ca"), "a", "c")).toEqual(["a", "b", "c"]);
  expect(loopThrough(edges("ab", "bc", "cd", "ad"), "a", "d")).toEqual(["a", "d"]);
});

test("one that sets off another one which sets off nothing is no loop", () => {
  expect(loopThrough(edges("ba"), "a", "b")).toBeUndefined();
  expect(loopThrough(edges("ba", "cb", "bc"), "a", "c")).toBeUndefined();
});
