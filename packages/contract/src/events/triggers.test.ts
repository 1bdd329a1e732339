import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ResourceSpecification } from "../schemas/events.ts";
import {
  bucketKey,
  coversEveryFlowRun,
  eventTriggers,
  expects,
  firingsNeeded,
  mismatch,
  parseTrigger,
  withIds,
  type CompoundTrigger,
  type EventTrigger,
} from "./triggers.ts";

const read = (value: unknown) => parseTrigger(value, ["trigger"]);
const problemOf = (value: unknown) => read(value).problems[0];
const REACTIVE = { posture: "Reactive" };

describe("the normal form of triggers", () => {
  it("fills in what may be left out", () => {
    expect(read({ ...REACTIVE, expect: ["b", "a", "b"] })).toEqual({
      trigger: {
        type: "event",
        id: "",
        match: {},
        match_related: {},
        after: [],
        expect: ["b", "a"],
        for_each: [],
        posture: "Reactive",
        threshold: 1,
        within: 0,
      },
      problems: [],
    });
  });

  it("sees the kind from the fields where none is named", () => {
    const triggers = [REACTIVE];
    expect(read({ triggers, within: null }).trigger.type).toBe("sequence");
    expect(read({ triggers, within: 5, require: "any" }).trigger.type).toBe("compound");
  });

  it("gives silence ten seconds at least", () => {
    expect((read({ posture: "Proactive" }).trigger as EventTrigger).within).toBe(10);
    expect(problemOf({ posture: "Proactive", within: 9 })).toMatchObject({ loc: ["trigger", "within"] });
  });

  it.each([
    ["nothing", undefined, ["trigger"]],
    ["a text", "event", ["trigger"]],
    ["no posture", {}, ["trigger", "posture"]],
    ["no window", { ...REACTIVE, within: null }, ["trigger", "within"]],
    ["a window that no clock holds", { ...REACTIVE, within: 1e300 }, ["trigger", "within"]],
    ["a negative window", { ...REACTIVE, within: -1 }, ["trigger", "within"]],
    ["half an event", { ...REACTIVE, threshold: 1.5 }, ["trigger", "threshold"]],
    ["labels that are no texts", { ...REACTIVE, match: { a: [1] } }, ["trigger", "match"]],
    ["names that are no texts", { ...REACTIVE, expect: [1] }, ["trigger", "expect"]],
    ["no triggers in it", { type: "sequence", within: null }, ["trigger", "triggers"]],
    [
      "a trigger in it that is none",
      { type: "sequence", within: null, triggers: [REACTIVE, {}] },
      ["trigger", "triggers", 1, "posture"],
    ],
    [
      "none of one required",
      { type: "compound", within: null, require: 0, triggers: [REACTIVE] },
      ["trigger", "require"],
    ],
    [
      "two of one required",
      { type: "compound", within: null, require: 2, triggers: [REACTIVE] },
      ["trigger", "require"],
    ],
    ["another kind", { type: "metric" }, ["trigger", "type"]],
  ])("refuses %s, and says where", (_, value, loc) => {
    expect(problemOf(value)).toMatchObject({ loc });
  });

  it("ends with triggers that are nested without end", () => {
    let trigger: object = REACTIVE;
    for (let depth = 0; depth < 5000; depth++) trigger = { type: "sequence", within: null, triggers: [trigger] };
    expect(problemOf(trigger)?.msg).toContain("nested too deeply");
  });

  it("answers anything at all, and what it accepts it accepts again unchanged", () => {
    const text = fc.constantFrom("a", "b.*", "!c", "");
    const texts = fc.array(text, { maxLength: 3 });
    const event = fc.record(
      {
        type: fc.constantFrom("event", "compound", "sequence", "metric"),
        posture: fc.constantFrom("Reactive", "Proactive", "Idle"),
        match: fc.dictionary(text, fc.oneof(text, texts)),
        match_related: fc.oneof(fc.dictionary(text, text), fc.array(fc.dictionary(text, texts), { maxLength: 2 })),
        expect: texts,
        after: texts,
        threshold: fc.oneof(fc.integer(), fc.double()),
        within: fc.oneof(fc.double(), fc.constantFrom("PT1M", "P1D", "1 day", null)),
        require: fc.constantFrom("any", "all", 1, 3, null),
        triggers: fc.array(fc.constantFrom(REACTIVE, {}, null), { maxLength: 3 }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(event, fc.anything()), (value) => {
        const { trigger, problems } = read(value);
        if (problems.length === 0) expect(read(trigger)).toEqual({ trigger, problems: [] });
      }),
      { numRuns: 1000 },
    );
  });
});

describe("triggers of triggers", () => {
  const { trigger } = read({
    type: "sequence",
    within: null,
    triggers: [REACTIVE, { within: 1, require: "any", triggers: [REACTIVE, REACTIVE] }],
  });

  it("get an id each", () => {
    let made = 0;
    const named = withIds(trigger, () => String(++made));
    expect(made).toBe(5);
    expect(new Set(eventTriggers(named).map(({ id }) => id)).size).toBe(3);
  });

  it("know how many firings they wait for", () => {
    expect(firingsNeeded(trigger as CompoundTrigger)).toBe(2);
    const compound = (require: unknown) =>
      read({ within: null, require, triggers: [REACTIVE, REACTIVE, REACTIVE] }).trigger as CompoundTrigger;
    expect([compound("any"), compound("all"), compound(2)].map(firingsNeeded)).toEqual([1, 3, 2]);
  });
});

describe("the events of a trigger", () => {
  const trigger = (more: object): EventTrigger => read({ ...REACTIVE, ...more }).trigger as EventTrigger;
  const happened = {
    event: "door.opened",
    resource: { "prefect.resource.id": "door.1", colour: "red" },
    related: [
      { "prefect.resource.id": "house.1", "prefect.resource.role": "house", street: "High" },
      { "prefect.resource.id": "house.2", "prefect.resource.role": "house", street: "Low" },
    ],
  };

  it("are those of the names that it expects; an asterisk stands for a character at least", () => {
    expect(expects(trigger({}), "anything")).toBe(true);
    expect(expects(trigger({ expect: ["door.*"] }), "door.opened")).toBe(true);
    expect(expects(trigger({ expect: ["door.*"] }), "door.")).toBe(false);
    expect(expects(trigger({ expect: ["!door.*"] }), "window.opened")).toBe(false);
  });

  it.each([
    [{}, undefined],
    [{ expect: ["door.closed"] }, "name"],
    [{ expect: ["door.closed"], after: ["door.opened"] }, undefined],
    [{ match: { colour: "blue" } }, "match"],
    [{ match: { colour: ["blue", "r*"] }, match_related: { street: "Low" } }, undefined],
    [{ match_related: { street: "Low", "prefect.resource.id": "house.1" } }, "match_related"],
    [{ match_related: [{ street: "Low" }, { street: "High" }] }, undefined],
    [{ match_related: [{ street: "Low" }, { street: "Broad" }] }, "match_related"],
  ])("%j: what does not fit is %s", (more, expected) => {
    expect(mismatch(trigger(more), happened)).toBe(expected);
  });

  it("are counted apart by labels, in the order of the labels", () => {
    const labels = ["related:house:street", "prefect.resource.id", "related:garden:size", "none"];
    expect(bucketKey(trigger({ for_each: labels }), happened)).toEqual(["", "door.1", "", "High"]);
    expect(bucketKey(trigger({ for_each: labels.toReversed() }), happened)).toEqual(["", "door.1", "", "High"]);
  });
});

it("knows which labels let every flow run through", () => {
  const all: ResourceSpecification[] = [
    {},
    { "prefect.resource.id": "prefect.flow-run.*" },
    { "prefect.resource.id": ["prefect.flow-run.*"] },
  ];
  expect(all.map(coversEveryFlowRun)).toEqual([true, true, true]);
  expect(coversEveryFlowRun({ "prefect.resource.id": "prefect.flow-run.*", colour: "red" })).toBe(false);
  expect(coversEveryFlowRun({ colour: "red" })).toBe(false);
});
