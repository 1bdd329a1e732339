import { describe, expect, it } from "vitest";
import { decodeEvent, InvalidEvent } from "./incoming-event.ts";

const ID = "01a204ba-d5d7-7e28-9099-8fa9145aede3";
const whole = {
  occurred: "2026-11-22T19:28:03.031647Z",
  event: "demo",
  resource: { "prefect.resource.id": "demo.0" },
  related: [{ "prefect.resource.id": "x", "prefect.resource.role": "y" }],
  payload: { i: 0 },
  id: ID,
  follows: null,
};
const without = (key: keyof typeof whole) => Object.fromEntries(Object.entries(whole).filter(([each]) => each !== key));
const decoded = (value: object) => decodeEvent(value, JSON.stringify(value));

describe("the text that is kept", () => {
  it("is the one that came, where it has the usual form", () => {
    const text = JSON.stringify(whole, null, 1);
    expect(decodeEvent(JSON.parse(text), text).text).toBe(text);
  });

  it.each([
    ["fields that may be left out", without("follows"), whole],
    ["more of them", { ...without("payload"), related: [] }, { ...whole, payload: {}, related: [] }],
    ["another zone", { ...whole, occurred: "2026-11-22T20:28:03.031647+01:00" }, whole],
    ["capitals in ids", { ...whole, id: ID.toUpperCase(), follows: ID.toUpperCase() }, { ...whole, follows: ID }],
    ["unknown fields", { ...whole, received: "2020-01-01T00:00:00Z", more: 1 }, whole],
  ])("is written anew for %s", (_what, given, expected) => {
    const { event, text } = decoded(given);
    expect(event).toEqual(expected);
    expect(JSON.parse(text!)).toEqual(expected);
  });

  it("holds nothing that a database refuses", () => {
    const { text, event } = decoded({ ...whole, payload: { "a\0": ["x\0y", "\ud800", "\u001b[1m", "🦆"] } });
    expect(event.payload).toEqual({ a: ["xy", "\ufffd", "\u001b[1m", "🦆"] });
    expect(JSON.parse(text!)).toEqual(event);
  });
});

describe("what is refused", () => {
  it.each([
    [5, "event", "Input should be a valid dictionary or object"],
    [without("occurred"), "occurred", "Input should be a valid datetime"],
    [{ ...whole, occurred: "2026-02-30T00:00:00Z" }, "occurred", "Input should be a valid datetime"],
    [without("event"), "event", "Input should be a valid string"],
    [{ ...whole, event: "e".repeat(1025) }, "event", "Event name must be at most 1024 characters"],
    [without("resource"), "resource", "Input should be a valid dictionary"],
    [{ ...whole, resource: {} }, "resource", "Resources must include the prefect.resource.id label"],
    [
      { ...whole, resource: { "prefect.resource.id": "" } },
      "resource",
      "The prefect.resource.id label must be non-empty",
    ],
    [{ ...whole, resource: { "prefect.resource.id": "a", n: 1 } }, "resource.n", "Input should be a valid string"],
    [
      { ...whole, related: [{ "prefect.resource.id": "a" }] },
      "related.0",
      "Related Resources must include the prefect.resource.role label",
    ],
    [
      { ...whole, related: Array.from({ length: 101 }, () => whole.related[0]) },
      "related",
      "The maximum number of related resources is 100",
    ],
    [{ ...whole, payload: null }, "payload", "Input should be a valid dictionary"],
    [{ ...whole, id: "1" }, "id", "Input should be a valid UUID"],
    [{ ...whole, follows: "1" }, "follows", "Input should be a valid UUID"],
  ])("%# %s", (value, where, message) => {
    const refused = (): unknown => decodeEvent(value);
    expect(refused).toThrow(InvalidEvent);
    expect(refused).toThrow(message);
    try {
      refused();
    } catch (error) {
      expect((error as InvalidEvent).summary).toBe(`${where}: ${message}`);
    }
  });
});
