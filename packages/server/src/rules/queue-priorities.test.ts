import { expect, test } from "vitest";
import { freePriority, reordered } from "./queue-priorities.ts";

const line = (...priorities: number[]) => priorities.map((priority, index) => ({ id: "abcdef"[index]!, priority }));

test("a queue without a priority gets the smallest that is free", () => {
  expect(freePriority([])).toBe(1);
  expect(freePriority([1, 2, 4])).toBe(3);
  expect(freePriority([2, 3])).toBe(1);
});

test.each([
  ["a free place moves nobody else", line(1, 2, 5), { id: "a", priority: 3 }, [["a", 3]]],
  [
    "a taken place moves those behind it, as far as they have to",
    line(1, 2, 5),
    { id: "c", priority: 1 },
    [
      ["c", 1],
      ["a", 2],
      ["b", 3],
    ],
  ],
  [
    "a gap ends the moving",
    line(1, 2, 5, 6),
    { id: "d", priority: 1 },
    [
      ["d", 1],
      ["a", 2],
      ["b", 3],
    ],
  ],
  ["the last place", line(1, 2), { id: "a", priority: 9 }, [["a", 9]]],
  ["its own place", line(1, 2), { id: "b", priority: 2 }, []],
  ["without a queue that is moved, those that stand apart stay", line(1, 3), null, []],
] as const)("%s", (_, queues, moved, changed) => {
  expect(reordered(queues, moved).map(({ id, priority }) => [id, priority])).toEqual(changed);
});
