import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rewatch, SUBJECTS, type Subject, triggerOf, type Watch, watchOf } from "./automation-watch.ts";

const subject = fc.constantFrom(...(Object.keys(SUBJECTS) as Subject[]));
const ids = fc.uniqueArray(fc.uuid(), { maxLength: 3 });

/** Any watch that a form can make. */
const watches: fc.Arbitrary<Watch> = subject.chain((which) => {
  const ofRuns = which === "flow-run";
  return fc.record({
    subject: fc.constant(which),
    stays: fc.boolean(),
    states: fc.uniqueArray(fc.constantFrom<string>(...SUBJECTS[which].states, "OwnState"), {
      minLength: 1,
      maxLength: 2,
    }),
    seconds: fc.integer({ min: 0, max: 100_000 }),
    ids,
    deployments: ofRuns ? ids : fc.constant([]),
    tags: ofRuns ? fc.uniqueArray(fc.constantFrom("prod", "team a", "ä"), { maxLength: 2 }) : fc.constant([]),
  });
});

const asWritten = (watch: Watch): Watch => (watch.stays ? watch : { ...watch, seconds: 600 });

describe("the usual triggers", () => {
  it("are known again by what they say", () => {
    fc.assert(
      fc.property(watches, (watch) => {
        expect(watchOf(triggerOf(watch))).toEqual(asWritten(watch));
      }),
    );
  });

  it("change from any one to any other, and keep what is not theirs", () => {
    fc.assert(
      fc.property(watches, watches, (from, to) => {
        const trigger = { id: "kept", ...triggerOf(from) };
        const next = rewatch(trigger, from, to);
        expect(watchOf(next)).toEqual(asWritten(to));
        expect(next["id"]).toBe("kept");
      }),
    );
  });

  it("are known however they are written", () => {
    const written = {
      posture: "Reactive",
      expect: ["prefect.flow-run.Failed"],
      match: { "prefect.resource.id": "prefect.flow-run.*" },
    };
    expect(watchOf(written)).toMatchObject({ subject: "flow-run", stays: false, states: ["Failed"] });
    const longer = watchOf({ ...written, within: 0, threshold: 1, match_related: {}, for_each: [] });
    expect(longer).toEqual(watchOf(written));
    expect(rewatch(written, longer!, { ...longer!, tags: ["prod"] })).toEqual({
      ...written,
      match_related: [{ "prefect.resource.role": "tag", "prefect.resource.id": ["prefect.tag.prod"] }],
    });
  });

  it("count for each when one that was not counted becomes one that is", () => {
    const written = {
      posture: "Reactive",
      expect: ["prefect.work-pool.paused"],
      match: { "prefect.resource.id": "prefect.work-pool.*" },
    };
    const watch = watchOf(written)!;
    const next = rewatch(written, watch, { ...watch, stays: true });
    expect(next["for_each"]).toEqual(["prefect.resource.id"]);
    expect(watchOf(next)).toMatchObject({ stays: true });
  });

  const failed = triggerOf({
    subject: "flow-run",
    stays: false,
    states: ["Failed"],
    seconds: 600,
    ids: [],
    deployments: [],
    tags: [],
  });
  it.each([
    ["another label", { match: { "prefect.resource.id": "prefect.flow-run.*", team: "a" } }],
    ["a threshold", { threshold: 3 }],
    ["a window", { within: 60 }],
    ["no flow runs", { match: {} }],
    ["events of two kinds", { expect: ["prefect.flow-run.Failed", "prefect.deployment.ready"] }],
    ["any event", { expect: [] }],
    [
      "all flows but one",
      { match_related: { "prefect.resource.role": "flow", "prefect.resource.id": "!prefect.flow.1" } },
    ],
    ["a flow by its name", { match_related: { "prefect.resource.role": "flow", "prefect.resource.name": "etl" } }],
    ["a key of one's own", { note: "mine" }],
    ["what is wrong", { within: "soon" }],
    ["a kind of its own", { type: "metric" }],
  ])("are not taken for one with %s", (_, more) => {
    expect(watchOf({ ...failed, ...more })).toBeUndefined();
  });

  it.each([null, undefined, 1, "x", [], {}])("are not seen in %j", (value) => {
    expect(watchOf(value)).toBeUndefined();
  });
});
