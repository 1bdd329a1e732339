import { describe, expect, it } from "vitest";
import { type Told, decode, encode, noNames, ranges } from "./relay-message.ts";

const nothing: Told = { events: [], ...noNames() };

describe("messages between servers", () => {
  it("tell what they were given", () => {
    const told: Told = {
      events: [
        [1, 4],
        [9, 9],
      ],
      logs: ["a-b"],
      deleted: ["d"],
      details: ["c"],
      work: ["w"],
      pools: ["p"],
      tasks: ["sché\nma-1"],
      cache: ["k"],
    };
    expect(encode("me", told, 1000).map(decode)).toEqual([{ from: "me", told }]);
  });

  it("are never longer than allowed, and lose nothing", () => {
    const logs = Array.from({ length: 1000 }, (_, index) => `line-${index}`);
    const messages = encode("me", { ...nothing, logs }, 100);
    expect(Math.max(...messages.map((message) => Buffer.byteLength(message)))).toBeLessThanOrEqual(100);
    expect(messages.flatMap((message) => decode(message).told.logs)).toEqual(logs);
  });

  it("leave out a name that no message can hold, and say each name once", () => {
    const tasks = ["x".repeat(200), "y", "y"];
    expect(encode("me", { ...nothing, tasks }, 100)).toEqual(["me\nty"]);
  });

  it("say nothing of nothing", () => expect(encode("me", nothing, 100)).toEqual([]));
});

it("numbers are told as ranges", () =>
  expect(ranges([5, 1, 2, 3, 9, 4])).toEqual([
    [1, 5],
    [9, 9],
  ]));
