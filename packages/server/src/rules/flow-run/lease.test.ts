import { seconds } from "@weir/contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  afterHeartbeat,
  isLost,
  isRenewalDue,
  leaseAfter,
  leaseLength,
  UNSEEN,
  USUAL_HEARTBEAT,
  type Cadence,
} from "./lease.ts";

const SHORTEST = seconds(30);
const times = (gaps: readonly number[]): number[] => {
  let at = 0;
  return [0, ...gaps.map((gap) => (at += gap))];
};
const learn = (beats: readonly number[]): Cadence =>
  beats.reduce<Cadence>((seen, at) => afterHeartbeat(seen, at, SHORTEST), UNSEEN);
const gap = fc.integer({ min: 1, max: 600_000_000 });

describe("the interval of a client", () => {
  test("is known after three heartbeats, and not before", () => {
    expect(learn(times([seconds(60)])).heartbeat).toBeNull();
    expect(learn(times([seconds(60), seconds(60)])).heartbeat).toBe(seconds(60));
  });

  test("is never believed to be shorter than the shortest, nor than either of the last two gaps", () => {
    fc.assert(
      fc.property(fc.array(gap, { minLength: 2, maxLength: 20 }), (gaps) => {
        const { heartbeat } = learn(times(gaps));
        expect(heartbeat).toBe(Math.max(SHORTEST, ...gaps.slice(-2)));
      }),
    );
  });

  test("is not changed by a heartbeat out of turn: of a client that begins anew, or sent again", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 30, max: 600 }),
        fc.integer({ min: 1, max: 29 }),
        fc.nat(5),
        (every, early, again) => {
          const steady = learn(times([seconds(every), seconds(every)]));
          const out = afterHeartbeat(steady, steady.last! + seconds(early), SHORTEST);
          expect(out.heartbeat).toBe(seconds(every));
          expect(afterHeartbeat(steady, steady.last! - again, SHORTEST)).toEqual(steady);
        },
      ),
    );
  });
});

describe("a lease", () => {
  /** Plays the signs of a client against the rules; answers when, if ever, the run would be given up. */
  function play(heartbeat: number, signs: readonly { at: number; kind: "heartbeat" | "other" }[], until: number) {
    let renewed = 0;
    let expires = leaseAfter("RUNNING", heartbeat, 0)!;
    for (const { at, kind } of [...signs, { at: until, kind: undefined }]) {
      if (isLost({ state_type: "RUNNING", lease_expires: expires, heartbeat }, at, 0)) return expires;
      if (kind && isRenewalDue(renewed, heartbeat, at, kind)) {
        renewed = at;
        expires = at + leaseLength(heartbeat);
      }
    }
    return undefined;
  }
  const beat = fc.integer({ min: seconds(1), max: seconds(180) });

  test("outlives any client whose heartbeats come, even if one in between is late by a whole interval", () => {
    fc.assert(
      fc.property(
        beat,
        fc.array(fc.double({ min: 0.5, max: 2, noNaN: true }), { maxLength: 30 }),
        (heartbeat, delays) => {
          const signs = times(delays.map((delay) => Math.round(delay * heartbeat))).map((at) => ({
            at,
            kind: "heartbeat" as const,
          }));
          expect(play(heartbeat, signs, signs.at(-1)!.at + heartbeat)).toBeUndefined();
        },
      ),
    );
  });

  test("is kept by any other signs of life as well", () => {
    fc.assert(
      fc.property(
        beat,
        fc.array(fc.double({ min: 0.01, max: 1.9, noNaN: true }), { maxLength: 30 }),
        (heartbeat, delays) => {
          const signs = times(delays.map((delay) => Math.round(delay * heartbeat))).map((at) => ({
            at,
            kind: "other" as const,
          }));
          expect(play(heartbeat, signs, signs.at(-1)!.at + heartbeat)).toBeUndefined();
        },
      ),
    );
  });

  test("ends within three heartbeats of the last sign, and not before two of them", () => {
    fc.assert(
      fc.property(
        beat,
        fc.array(fc.tuple(fc.double({ min: 0.01, max: 1, noNaN: true }), fc.constantFrom("heartbeat", "other")), {
          maxLength: 20,
        }),
        (heartbeat, steps) => {
          const at = times(steps.map(([delay]) => Math.round(delay * heartbeat))).slice(1);
          const signs = steps.map(([, kind], index) => ({ at: at[index]!, kind: kind as "heartbeat" | "other" }));
          const last = at.at(-1) ?? 0;
          const end = play(heartbeat, signs, last + 10 * heartbeat)!;
          expect(end).toBeLessThanOrEqual(last + leaseLength(heartbeat));
          expect(end).toBeGreaterThanOrEqual(last + 2 * heartbeat);
        },
      ),
    );
  });

  test("is held by running runs alone, of clients that are known to beat", () => {
    fc.assert(
      fc.property(fc.constantFrom("PENDING", "PAUSED", "COMPLETED", "SCHEDULED"), beat, (type, heartbeat) => {
        expect(leaseAfter(type, heartbeat, 0)).toBeNull();
        expect(leaseAfter("RUNNING", null, 0)).toBeNull();
        expect(isLost({ state_type: type, lease_expires: 0, heartbeat }, Number.MAX_SAFE_INTEGER, 0)).toBe(false);
      }),
    );
  });

  test("is held by every run that is being cancelled, whether or not its client beats", () => {
    expect(leaseAfter("CANCELLING", seconds(10), 0)).toBe(leaseLength(seconds(10)));
    const unheard = leaseAfter("CANCELLING", null, 0)!;
    expect(unheard).toBe(leaseLength(USUAL_HEARTBEAT));
    const run = { state_type: "CANCELLING", lease_expires: unheard, heartbeat: null };
    expect(isLost(run, unheard, 0)).toBe(true);
    expect(isLost(run, unheard - 1, 0)).toBe(false);
    expect(isLost(run, unheard, 1)).toBe(false);
  });

  test("does not end before somebody has listened for its whole length", () => {
    fc.assert(
      fc.property(beat, fc.nat(seconds(10_000)), fc.nat(seconds(10_000)), (heartbeat, since, waited) => {
        const now = since + waited;
        expect(isLost({ state_type: "RUNNING", lease_expires: 0, heartbeat }, now, since)).toBe(
          waited >= leaseLength(heartbeat),
        );
      }),
    );
  });
});
