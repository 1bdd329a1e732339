import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RetryAfter, Terminal } from "../errors.ts";
import { exponential, nextDelay, retryPolicy } from "./retry.ts";

const error = new Error("any");
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe("delays", () => {
  test("of a list are taken one after the other, the last again and again", () => {
    const policy = retryPolicy({ retries: 5, retryDelay: ["1s", 2] });
    expect([1, 2, 3, 4].map((retry) => nextDelay(policy, retry, error, 0, 0))).toEqual([1, 2, 2, 2]);
  });

  test("grow exponentially up to the maximum", () => {
    const policy = retryPolicy({ retries: 9, retryDelay: exponential({ base: "500ms", max: "3s" }) });
    expect([1, 2, 3, 4, 5].map((retry) => nextDelay(policy, retry, error, 0, 0))).toEqual([0.5, 1, 2, 3, 3]);
  });

  test("of a function get the number of the retry and the error", () => {
    const policy = retryPolicy({ retries: 3, retryDelay: (retry, cause) => (cause === error ? retry * 10 : 0) });
    expect(nextDelay(policy, 2, error, 0, 0.5)).toBe(20);
  });

  test("come from the error, if that brings one", () => {
    const policy = retryPolicy({ retries: 1, retryDelay: "1h" });
    expect(nextDelay(policy, 1, new RetryAfter("3s"), 0, 0.5)).toBe(3);
  });

  test("stay within their jitter", () => {
    const jittered = fc.record({
      base: fc.integer({ min: 1, max: 100 }),
      jitter: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(jittered, fc.integer({ min: 1, max: 8 }), random, ({ base, jitter }, retry, chance) => {
        const plain = base * 2 ** (retry - 1);
        for (const policy of [
          retryPolicy({ retries: 8, retryDelay: exponential({ base, jitter }) }),
          retryPolicy({ retries: 8, retryDelay: exponential({ base }), retryJitter: jitter }),
        ]) {
          const delay = nextDelay(policy, retry, error, 0, chance)!;
          expect(delay).toBeGreaterThanOrEqual(plain * (1 - jitter) - 1e-9);
          expect(delay).toBeLessThanOrEqual(plain * (1 + jitter) + 1e-9);
        }
      }),
    );
  });
});

describe("there is no retry", () => {
  test("after the last one, whatever the delay", () => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(40), random, (retries, retry, chance) => {
        const delay = nextDelay(retryPolicy({ retries, retryDelay: 1 }), retry + 1, error, 0, chance);
        expect(delay !== undefined).toBe(retry + 1 <= retries);
      }),
    );
  });

  test("after a terminal error", () => {
    expect(nextDelay(retryPolicy({ retries: 5 }), 1, new Terminal("no use"), 0, 0)).toBeUndefined();
  });

  test("that would start beyond the budget", () => {
    const seconds = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(seconds, seconds, seconds, (budget, delay, elapsed) => {
        const policy = retryPolicy({ retryDelay: delay, retryFor: budget });
        expect(nextDelay(policy, 1, error, elapsed, 0.5) !== undefined).toBe(elapsed + delay <= budget);
      }),
    );
  });
});

test("a budget without a count allows any number of retries within it", () => {
  expect(retryPolicy({ retryFor: "1m" }).retries).toBe(Number.POSITIVE_INFINITY);
});

test("options that make no sense are named", () => {
  expect(() => retryPolicy({ retries: -1 })).toThrow("retries");
  expect(() => retryPolicy({ retries: 1.5 })).toThrow("retries");
  expect(() => retryPolicy({ retryDelay: [] })).toThrow("retryDelay");
  expect(() => retryPolicy({ retryDelay: "soon" as never })).toThrow('retryDelay: "soon" is not a duration');
  expect(() => retryPolicy({ retryJitter: 2 })).toThrow("retryJitter");
  expect(() => exponential({ base: "1s", factor: 0.5 })).toThrow("factor");
});
