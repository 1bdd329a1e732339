import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { averageOccupancy, deniedSlots, drain, type LimitNumbers } from "./decay.ts";
import { retryAfter } from "./retry-after.ts";

const limit = (given: Partial<LimitNumbers> = {}): LimitNumbers => ({
  name: "db",
  limit: 2,
  denied_slots: 0,
  slot_decay_per_second: 0,
  avg_slot_occupancy_seconds: 2,
  updated: 0,
  decayed: 0,
  ...given,
});
const at = (seconds: number): number => seconds * 1e6;

describe("decay", () => {
  test("a limit without decay keeps its slots", () => {
    expect(drain(limit(), 2, at(1000)).drained).toBe(0);
  });

  test("whole slots come free; a fraction is kept for the next time", () => {
    const first = drain(limit({ slot_decay_per_second: 0.5 }), 5, at(3));
    expect(first).toEqual({ drained: 1, decayed: at(2) });
    expect(drain(limit({ slot_decay_per_second: 0.5, decayed: first.decayed }), 4, at(4)).drained).toBe(1);
  });

  test("an empty bucket saves nothing up", () => {
    expect(drain(limit({ slot_decay_per_second: 1 }), 2, at(100))).toEqual({ drained: 2, decayed: at(100) });
    expect(drain(limit({ slot_decay_per_second: 1 }), 0, at(100))).toEqual({ drained: 0, decayed: at(100) });
  });

  test("looking often takes off as much as looking once", () => {
    const steps = fc.array(fc.integer({ min: 1, max: 3_000_000 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(steps, fc.constantFrom(0.1, 0.5, 1, 2, 7.5), (gaps, rate) => {
        const held = 1_000;
        const end = gaps.reduce((sum, gap) => sum + gap, 0);
        let now = 0;
        let state = { taken: held, decayed: 0 };
        for (const gap of gaps) {
          now += gap;
          const { drained, decayed } = drain(
            limit({ slot_decay_per_second: rate, decayed: state.decayed }),
            state.taken,
            now,
          );
          state = { taken: state.taken - drained, decayed };
        }
        const once = drain(limit({ slot_decay_per_second: rate }), held, end);
        // Each look rounds its clock to a microsecond: at the very edge of a slot that can make one of difference.
        expect(Math.abs(held - state.taken - once.drained)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

test("refused slots fade as fast as slots in use come free", () => {
  expect(deniedSlots(limit({ denied_slots: 5 }), at(4))).toBe(3);
  expect(deniedSlots(limit({ denied_slots: 5, slot_decay_per_second: 2 }), at(1))).toBe(3);
  expect(deniedSlots(limit({ denied_slots: 5 }), at(1000))).toBe(0);
});

test("the average occupancy moves towards what was seen, over twice as many samples as there are slots", () => {
  expect(averageOccupancy(limit(), 1, 6)).toBe(3);
  expect(averageOccupancy(limit(), 2, 12)).toBe(3);
  expect(averageOccupancy(limit({ limit: 0 }), 1, 6)).toBe(2);
});

describe("time to ask again", () => {
  test("lies around what the fullest limit needs, and never far beyond its cap", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.999999, noNaN: true }), fc.nat(500), (random, denied) => {
        const busy = limit({ name: "tag:slow", avg_slot_occupancy_seconds: 500, denied_slots: denied });
        const wait = retryAfter([limit(), busy], 1, random);
        expect(wait).toBeGreaterThan(0);
        expect(wait).toBeLessThanOrEqual(13);
      }),
    );
  });

  test("follows the decay of a rate limit without a cap", () => {
    expect(retryAfter([limit({ slot_decay_per_second: 0.01 })], 1, 0)).toBeGreaterThan(50);
  });
});
