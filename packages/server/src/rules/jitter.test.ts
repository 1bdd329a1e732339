import fc from "fast-check";
import { expect, test } from "vitest";
import { clampedPoisson } from "./jitter.ts";

test("every wait is within its interval, and grows with the draw", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.01, max: 1000, noNaN: true }),
      fc.double({ min: 0.05, max: 2, noNaN: true }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (average, factor, random) => {
        const wait = clampedPoisson(average, factor, random);
        const power = 2 ** (1 + factor);
        expect(wait).toBeGreaterThanOrEqual(average * Math.log2(power / (power - 1)) * 0.999_999);
        expect(wait).toBeLessThanOrEqual(average * (1 + factor) * 1.000_001);
        expect(clampedPoisson(average, factor, Math.min(0.9999, random + 0.0005))).toBeGreaterThanOrEqual(wait);
      },
    ),
  );
});

test("no average, no wait", () => {
  expect(clampedPoisson(0, 0.3, 0.5)).toBe(0);
});
