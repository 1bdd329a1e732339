import fc from "fast-check";
import { expect, test } from "vitest";
import { plan } from "./plan.ts";

const HOUR = 3600e6;
const DAY = 24 * HOUR;
const LIMITS = { minRuns: 3, maxRuns: 100, minTime: HOUR, maxTime: 100 * DAY };

function* every(step: number, from = 0, count = Number.POSITIVE_INFINITY): Generator<number> {
  for (let i = 0; i < count; i++) yield from + i * step;
}

test("a daily schedule gets the least number of runs, and the next look when one of them has come", () => {
  expect(plan(every(DAY), 0, LIMITS)).toEqual({ times: [0, DAY, 2 * DAY], next: 1 });
});

test("a frequent one is planned for the least time ahead", () => {
  const { times, next } = plan(every(HOUR / 60), 0, LIMITS);
  expect(times.at(-1)).toBe(HOUR);
  expect(next).toBe(1);
});

test("a very frequent one gets the greatest number, and the next look when half of them have come", () => {
  const { times, next } = plan(every(1e6), 0, LIMITS);
  expect(times).toHaveLength(100);
  expect(next).toBe(50e6);
});

test("a rare one is looked at when its next time comes into the window", () => {
  expect(plan(every(365 * DAY, 200 * DAY), 0, LIMITS)).toEqual({ times: [], next: 100 * DAY });
});

test("one that has ended is not looked at again", () => {
  expect(plan(every(DAY, DAY, 2), 0, LIMITS)).toEqual({ times: [DAY, 2 * DAY], next: null });
  expect(plan([], 0, LIMITS)).toEqual({ times: [], next: null });
});

test("looking only when it is due leaves no time out", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1e6, max: 60 * DAY }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 5, max: 40 }),
      (step, minRuns, maxRuns) => {
        const limits = { ...LIMITS, minRuns, maxRuns };
        const planned = new Set<number>();
        let now = 1;
        for (let look = 0; look < 20; look++) {
          const { times, next } = plan(every(step, Math.ceil(now / step) * step), now, limits);
          for (const time of times) planned.add(time);
          expect(times.length).toBeLessThanOrEqual(maxRuns);
          expect(next).toBeGreaterThan(now);
          // Everything that comes before the next look is planned by now.
          for (let time = Math.ceil(now / step) * step; time < next!; time += step) expect(planned).toContain(time);
          now = next!;
        }
      },
    ),
    { numRuns: 100 },
  );
});
