import { describe, expect, it } from "vitest";
import { domainOf, formatOffset, pan, position, ticksOf, zoom } from "./scale.ts";

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
    expect(ticksOf({ from: 500, to: 10_500 }, 500, 500).map((tick) => tick.label)).toEqual([
      "0",
      "2 s",
      "4 s",
      "6 s",
      "8 s",
      "10 s",
    ]);
  });

  it("keeps counting from there when only a part is shown", () => {
    expect(ticksOf({ from: 3100, to: 5100 }, 500, 0).map((tick) => tick.label)).toEqual([
      "3.5 s",
      "4 s",
      "4.5 s",
      "5 s",
    ]);
  });

  it("keeps labels apart at any width", () => {
    for (const width of [40, 300, 2000]) {
      for (const span of [3, 900, 61_000, 5e6, 9e8]) {
        const ticks = ticksOf({ from: 0, to: span }, width, 0);
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

describe("zoom", () => {
  const full = { from: 0, to: 1000 };

  it("keeps what is under the pointer where it is", () => {
    expect(zoom(full, full, 0.5, 250)).toEqual({ from: 125, to: 625 });
  });

  it("never leaves the run", () => {
    expect(zoom({ from: 0, to: 100 }, full, 2, 50)).toEqual({ from: 0, to: 200 });
    expect(zoom({ from: 900, to: 1000 }, full, 2, 950)).toEqual({ from: 800, to: 1000 });
    expect(zoom({ from: 100, to: 900 }, full, 2, 500)).toEqual(full);
  });

  it("goes no closer than half a millisecond", () => {
    const { from, to } = zoom({ from: 0, to: 1 }, full, 0.01, 0);
    expect(to - from).toBe(0.5);
  });
});

describe("pan", () => {
  it("moves up to the edges", () => {
    const full = { from: 0, to: 1000 };
    expect(pan({ from: 100, to: 200 }, full, 50)).toEqual({ from: 150, to: 250 });
    expect(pan({ from: 100, to: 200 }, full, -500)).toEqual({ from: 0, to: 100 });
    expect(pan({ from: 100, to: 200 }, full, 5000)).toEqual({ from: 900, to: 1000 });
  });
});
