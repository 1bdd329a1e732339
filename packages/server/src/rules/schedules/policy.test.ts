import fc from "fast-check";
import { expect, test } from "vitest";
import { fractionOf, jitterOf, judgeDue, missedTimes, MOST_MISSED, type DueRun } from "./policy.ts";

const SECOND = 1e6;
const HOUR = 3600 * SECOND;
const NOW = 1000 * HOUR;

const verdict = (more: Partial<DueRun>) =>
  judgeDue({
    policy: {},
    due: NOW,
    now: NOW,
    hasWaited: false,
    active: [],
    wasOverlapped: false,
    isEarlierWaiting: false,
    isLaterWaiting: false,
    ...more,
  });
const is = (more: Partial<DueRun>) => verdict(more).is;
const busy = { active: ["other"] };

test("without a policy, whatever is due begins", () => {
  expect(is({ due: NOW - 5 * HOUR, ...busy, isLaterWaiting: true })).toBe("begin");
});

test("overlap: allow begins, skip leaves out, queue lets one wait, cancel ends the other and waits for that", () => {
  expect(is({ policy: { overlap: "allow" }, ...busy })).toBe("begin");
  expect(is({ policy: { overlap: "skip" }, ...busy })).toBe("skip");
  expect(is({ policy: { overlap: "skip" }, wasOverlapped: true })).toBe("skip");
  expect(is({ policy: { overlap: "skip" } })).toBe("begin");
  expect(verdict({ policy: { overlap: "queue" }, ...busy })).toMatchObject({ is: "wait", cancel: [] });
  expect(is({ policy: { overlap: "queue" }, ...busy, isEarlierWaiting: true })).toBe("skip");
  expect(is({ policy: { overlap: "queue" }, wasOverlapped: true })).toBe("begin");
  expect(verdict({ policy: { overlap: "cancel" }, ...busy })).toMatchObject({ is: "wait", cancel: ["other"] });
  expect(is({ policy: { overlap: "cancel" }, ...busy, isLaterWaiting: true })).toBe("skip");
});

test("catch-up: what was missed is made up for by the policy, and what waited for another run was not missed", () => {
  const missed = { due: NOW - HOUR };
  expect(is({ policy: { catch_up: "all" }, ...missed })).toBe("begin");
  expect(is({ policy: { catch_up: "none" }, ...missed })).toBe("skip");
  expect(is({ policy: { catch_up: "none" }, due: NOW - 59 * SECOND })).toBe("begin");
  expect(is({ policy: { catch_up: "latest" }, ...missed })).toBe("begin");
  expect(is({ policy: { catch_up: "latest" }, ...missed, isLaterWaiting: true })).toBe("skip");
  expect(is({ policy: { catch_up: 7200 }, ...missed })).toBe("begin");
  expect(is({ policy: { catch_up: 60 }, ...missed })).toBe("skip");
  expect(is({ policy: { catch_up: "none", overlap: "queue" }, ...missed, hasWaited: true })).toBe("begin");
});

/** Every `step`, from 0 on; counts how many were read. */
function regular(step: number) {
  const source = {
    read: 0,
    *timesIn(start: number, end: number) {
      for (let time = Math.ceil(start / step) * step; time <= end; time += step) {
        source.read++;
        yield time;
      }
    },
  };
  return source;
}

test("times that nobody planned: all, the latest, none, or those within a window", () => {
  const { timesIn } = regular(HOUR);
  const from = NOW - 5.5 * HOUR;
  const missed = (catch_up: DueRun["policy"]["catch_up"]) => missedTimes({ catch_up }, timesIn, from, NOW);
  const ago = (...hours: number[]) => hours.map((n) => NOW - n * HOUR);
  expect(missed("all")).toEqual(ago(5, 4, 3, 2, 1));
  expect(missed("latest")).toEqual(ago(1));
  expect(missed("none")).toEqual([]);
  expect(missed(undefined)).toEqual([]);
  expect(missed(2 * 3600)).toEqual(ago(2, 1));
});

test("a schedule of a million missed times is neither made up for nor read in full", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), fc.constantFrom("all" as const, "latest" as const), (step, how) => {
      const source = regular(step);
      const found = missedTimes({ catch_up: how }, source.timesIn, NOW - 1e9, NOW);
      expect(found).toHaveLength(how === "latest" ? 1 : MOST_MISSED);
      expect(found.at(-1)).toBe(Math.ceil(NOW / step) * step - step);
      expect(source.read).toBeLessThan(5 * MOST_MISSED);
    }),
    { numRuns: 50 },
  );
});

test("jitter is the same for the same time, within its bound, and spreads", () => {
  const policy = { jitter: 60 };
  const offsets = Array.from({ length: 1000 }, (_, n) => jitterOf(policy, "d", n * HOUR));
  expect(offsets).toEqual(Array.from({ length: 1000 }, (_, n) => jitterOf(policy, "d", n * HOUR)));
  expect(Math.min(...offsets)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...offsets)).toBeLessThan(60 * SECOND);
  const mean = offsets.reduce((sum, offset) => sum + offset, 0) / offsets.length;
  expect(Math.abs(mean - 30 * SECOND)).toBeLessThan(3 * SECOND);
  expect(jitterOf({}, "d", NOW)).toBe(0);
  expect(fractionOf("a")).not.toBe(fractionOf("b"));
});
