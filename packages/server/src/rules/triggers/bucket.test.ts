import { parseTrigger, type EventTrigger } from "@weir/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countEvent, firstBucket, lookAt, type Bucket } from "./bucket.ts";

const SECOND = 1e6;
/** An instant like those of today: some seconds after a beginning. */
const at = (seconds: number): number => 1_700_000_000 * SECOND + Math.round(seconds * SECOND);

const trigger = (more: object): EventTrigger => {
  const { trigger: read, problems } = parseTrigger({ posture: "Reactive", ...more }, []);
  expect(problems).toEqual([]);
  return read as EventTrigger;
};

/** Seconds of the events that make a trigger fire; each event is its own second. */
function firingsOf(of: EventTrigger, events: readonly (readonly [seconds: number, name?: string])[]) {
  let bucket: Bucket<number> | undefined;
  const fired: (number | null)[] = [];
  for (const [seconds, name = "e"] of events) {
    const counted = countEvent(of, bucket, { name, occurred: at(seconds), event: seconds });
    ({ bucket } = counted);
    fired.push(...counted.firings);
  }
  return { fired, bucket };
}

const plain = (...seconds: number[]) => seconds.map((second) => [second] as const);

describe("a trigger that fires when enough events came", () => {
  it.each([
    ["at each event, without a window", {}, [0, 1, 2], [0, 1, 2]],
    ["once in a window", { within: 30 }, [0, 1, 2, 29], [0]],
    ["again in the next window", { within: 30 }, [0, 1, 31, 32], [0, 31]],
    ["at the third of a window", { within: 30, threshold: 3 }, [0, 1, 2, 3, 4], [2]],
    ["not if they are spread too far", { within: 10, threshold: 3 }, [0, 9, 18, 27, 36], []],
    ["at every third, without a window", { threshold: 3 }, [0, 100, 200, 300, 400, 500], [200, 500]],
    ["for events that come out of order", { within: 30, threshold: 2 }, [0, -60], [-60]],
    ["not for events that are long gone", { within: 30, threshold: 2 }, [0, -901], []],
  ])("fires %s", (_, more, events, expected) => {
    expect(firingsOf(trigger(more), plain(...events)).fired).toEqual(expected);
  });

  it("waits for what must come first, and counts from there", () => {
    const after = trigger({ after: ["begin"], expect: ["e"], within: 30, threshold: 1 });
    const events = [[0], [1, "begin"], [2], [3], [4, "begin"], [20], [21, "begin"], [60]] as const;
    expect(firingsOf(after, events).fired).toEqual([2, 20]);
  });

  it("does not count for itself what both begins and is expected", () => {
    const both = trigger({ after: ["e"], expect: ["e"], within: 30 });
    expect(firingsOf(both, plain(0, 1, 2, 3)).fired).toEqual([1, 3]);
  });

  it("fires at most once a threshold of events, whatever comes when", () => {
    const seconds = fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 40 });
    const more = fc.record({ within: fc.integer({ min: 0, max: 60 }), threshold: fc.integer({ min: 1, max: 5 }) });
    fc.assert(
      fc.property(seconds, more, (events, { within, threshold }) => {
        const { fired, bucket } = firingsOf(trigger({ within, threshold }), plain(...events));
        expect(fired.length * threshold).toBeLessThanOrEqual(events.length);
        if (bucket) expect(bucket.count).toBeLessThan(threshold);
      }),
    );
  });

  it("fires once a window at most, for events in order", () => {
    const seconds = fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 40 });
    fc.assert(
      fc.property(seconds, fc.integer({ min: 1, max: 60 }), (events, within) => {
        const inOrder = events.toSorted((a, b) => a - b);
        const { fired } = firingsOf(trigger({ within }), plain(...inOrder));
        for (const [index, second] of fired.slice(1).entries())
          expect(Math.floor(second!) - Math.floor(fired[index]!)).toBeGreaterThan(0);
        expect(fired.length).toBeLessThanOrEqual(1 + Math.ceil(300 / within));
        if (inOrder.length > 0) expect(fired[0]).toBe(inOrder[0]); // the first event always fires
      }),
    );
  });

  it("has windows that end, in numbers that a database holds, however long they are", () => {
    const { bucket } = firingsOf(trigger({ within: 86_400 * 999_999_999, threshold: 2 }), plain(0));
    expect(Number.isSafeInteger(bucket!.ends)).toBe(true);
  });
});

describe("a trigger that fires when too few events came", () => {
  const silent = (more: object = {}) => trigger({ posture: "Proactive", expect: ["e"], within: 30, ...more });

  it("fires when its time is over, and opens the next window", () => {
    const first = firstBucket(silent(), at(0));
    expect(lookAt(silent(), first, at(29.9))).toEqual({ bucket: first, firings: [] });
    const { bucket, firings } = lookAt(silent(), first, at(31));
    expect(firings).toEqual([null]);
    expect(bucket).toEqual({ starts: at(31), ends: at(61), count: 0, lastEvent: null });
  });

  it("tells the last event before the silence", () => {
    const { bucket, fired } = firingsOf(silent({ threshold: 2 }), plain(0));
    expect(fired).toEqual([]);
    expect(lookAt(silent({ threshold: 2 }), bucket!, at(31)).firings).toEqual([0]);
  });

  it("stays silent where enough events came", () => {
    const { bucket } = firingsOf(silent({ threshold: 2 }), plain(0, 1));
    expect(lookAt(silent({ threshold: 2 }), bucket!, at(31)).firings).toEqual([]);
  });

  it("begins anew with each event that both begins and is expected", () => {
    const beat = silent({ after: ["e"], expect: ["e", "end"] });
    const { bucket, fired } = firingsOf(beat, plain(0, 20, 40, 60));
    expect(fired).toEqual([]);
    expect(bucket!.ends).toBeGreaterThanOrEqual(at(70));
    expect(lookAt(beat, bucket!, at(95))).toMatchObject({ bucket: undefined, firings: [60] });
  });

  it("never fires before its time is over", () => {
    const seconds = fc.array(fc.integer({ min: 0, max: 29 }), { maxLength: 20 });
    fc.assert(
      fc.property(seconds, fc.integer({ min: 1, max: 5 }), (events, threshold) => {
        let bucket: Bucket<number> = firstBucket(silent(), at(0));
        for (const second of events.toSorted((a, b) => a - b)) {
          const counted = countEvent(silent({ threshold }), bucket, { name: "e", occurred: at(second), event: second });
          expect(counted.firings).toEqual([]);
          bucket = counted.bucket!;
        }
        const { firings } = lookAt(silent({ threshold }), bucket, at(30));
        expect(firings.length).toBe(events.length < threshold ? 1 : 0);
      }),
    );
  });
});
