import { describe, expect, it } from "vitest";
import { domainOf, formatOffset, position, ticksOf } from "./scale.ts";

describe("domainOf", () => {
  it("fits a run that has ended", () => expect(domainOf(1000, 2000, false)).toEqual({ from: 1000, to: 2015 }));

  it("stands still while a run grows a little, then makes room", () => {
    const ends = [10_000, 10_100, 10_200, 14_000].map((elapsed) => domainOf(0, elapsed, true).to);
    expect(new Set(ends.slice(0, 3)).size).toBe(1);
    expect(ends[3]).toBeGreaterThan(ends[0] ?? 0);
    expect(ends[0]).toBeGreaterThan(10_500);
  });

  it("never has a length of nothing", () => expect(domainOf(5, 5, false).to).toBeGreaterThan(5));
});

describe("ticksOf", () => {
  it("counts from the run's start in round steps", () => {
    expect(ticksOf({ from: 500, to: 10_500 }, 500).map((tick) => tick.label)).toEqual([
      "0",
      "2 s",
      "4 s",
      "6 s",
      "8 s",
      "10 s",
    ]);
  });

  it("keeps labels apart at any width", () => {
    for (const width of [40, 300, 2000]) {
      for (const span of [3, 900, 61_000, 5e6, 9e8]) {
        const ticks = ticksOf({ from: 0, to: span }, width);
        const [a, b] = ticks;
        if (a && b) expect(position({ from: 0, to: span }, width, b.at - a.at)).toBeGreaterThanOrEqual(87.9);
      }
    }
  });
});

describe("formatOffset", () => {
  it.each([
    [0, "0"],
    [0.5, "0.5 ms"],
    [250, "250 ms"],
    [2500, "2.5 s"],
    [60_000, "1m"],
    [90_000, "1m 30s"],
    [8_100_000, "2h 15m"],
    [100 * 3_600_000, "4d 4h"],
  ])("%d ms is %s", (millis, text) => expect(formatOffset(millis)).toBe(text));
});
