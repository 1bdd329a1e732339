import type { ReceivedEvent } from "@weir/contract";
import { describe, expect, it } from "vitest";
import { eventMatches, parseEventQuery, toEventFilter } from "./events-search.ts";

const NOW = Date.UTC(2026, 0, 8);
const event = (name: string, resource: string, related: string[] = []): ReceivedEvent => ({
  id: "e",
  event: name,
  occurred: "2026-01-01T00:00:00Z",
  resource: { "prefect.resource.id": resource },
  related: related.map((id) => ({ "prefect.resource.id": id, "prefect.resource.role": "flow" })),
});

it("tells names, resources and words apart", () => {
  expect(parseEventQuery('event:prefect.flow-run.* disk "no space" resource:a.b event:x')).toEqual({
    events: ["prefect.flow-run.*", "x"],
    resources: ["a.b"],
    words: "disk no space",
  });
});

describe("the request", () => {
  it("goes back a week by itself", () => {
    expect(toEventFilter({}, NOW)).toEqual({ occurred: { since: "2026-01-01T00:00:00.000Z" }, order: "DESC" });
  });
  it("names what ends in an asterisk by its beginning", () => {
    const filter = toEventFilter(
      { q: "event:a.* event:b resource:c.* resource:d", kind: "flow-run", since: "1d" },
      NOW,
    );
    expect(filter).toMatchObject({
      occurred: { since: "2026-01-07T00:00:00.000Z" },
      event: { name: ["b"], prefix: ["a.", "prefect.flow-run."] },
      any_resource: { id: ["d"], id_prefix: ["c."] },
    });
  });
  it("takes words for a phrase", () =>
    expect(toEventFilter({ q: 'no "space' }, NOW).text).toEqual({ query: '"no space"' }));
});

describe("a live event", () => {
  const failed = event("prefect.flow-run.Failed", "prefect.flow-run.1", ["prefect.flow.2"]);
  it.each([
    ["", true],
    ["event:prefect.flow-run.*", true],
    ["event:prefect.flow-run", false],
    ["event:other event:prefect.flow-run.Failed", true],
    ["resource:prefect.flow.2", true],
    ["resource:prefect.flow.3", false],
    ["disk", undefined],
  ])("for %j: %s", (q, expected) => expect(eventMatches(failed, { q })).toBe(expected));
  it("of another kind, or after the end of the time, does not belong", () => {
    expect(eventMatches(failed, { kind: "deployment" })).toBe(false);
    expect(eventMatches(failed, { until: "2025-12-31T00:00:00Z" })).toBe(false);
  });
});
