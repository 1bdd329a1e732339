import { describe, expect, it } from "vitest";
import { formatDuration, speakDuration } from "./duration.ts";

describe("formatDuration", () => {
  it.each([
    [0, "0 ms"],
    [0.00004, "<0.1 ms"],
    [0.0042, "4.2 ms"],
    [0.3, "300 ms"],
    [0.9994, "999 ms"],
    [0.9996, "1.00 s"],
    [1.234, "1.23 s"],
    [9.996, "10.0 s"],
    [12.94, "12.9 s"],
    [59.94, "59.9 s"],
    [59.96, "1m 00s"],
    [92, "1m 32s"],
    [3599.6, "1h 00m"],
    [7500, "2h 05m"],
    [86400 * 3 + 3600 * 4, "3d 04h"],
    [-1, "0 ms"],
  ])("%d s is %s", (value, text) => expect(formatDuration(value)).toBe(text));

  it("counts whole seconds while it is growing", () => {
    expect(formatDuration(0.7, { ticking: true })).toBe("0 s");
    expect(formatDuration(12.94, { ticking: true })).toBe("12 s");
    expect(formatDuration(119.9, { ticking: true })).toBe("1m 59s");
  });
});

describe("speakDuration", () => {
  it.each([
    [0.25, "250 milliseconds"],
    [12.94, "12.9 seconds"],
    [61, "1 minute, 1 second"],
    [7200, "2 hours"],
  ])("%d s is %s", (value, text) => expect(speakDuration(value)).toBe(text));
});
