import { parseTrigger, withIds, type CompoundTrigger, type SequenceTrigger } from "@weir/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { afterChildFiring, type ChildFiring } from "./composite.ts";

/** A trigger of three; their ids are 2, 3 and 4. */
function composite(more: object): CompoundTrigger | SequenceTrigger {
  let made = 0;
  const triggers = Array.from({ length: 3 }, () => ({ posture: "Reactive" }));
  const { trigger, problems } = parseTrigger({ triggers, within: 60, ...more }, []);
  expect(problems).toEqual([]);
  return withIds(trigger, () => String(++made)) as CompoundTrigger | SequenceTrigger;
}

/** What fires: for each, the ids of the triggers that made it. */
function firingsOf(trigger: CompoundTrigger | SequenceTrigger, children: readonly (readonly [string, number])[]) {
  let kept: readonly ChildFiring<null>[] = [];
  const fired: string[] = [];
  for (const [childId, seconds] of children) {
    const verdict = afterChildFiring(trigger, kept, { childId, triggered: seconds * 1e6, firing: null });
    kept = verdict.fires ? [] : verdict.kept;
    if (verdict.fires) fired.push(verdict.firings.map((firing) => firing.childId).join(""));
  }
  return { fired, kept };
}

const each = (text: string, gap = 1) => [...text].map((id, index) => [id, index * gap] as const);

describe("a trigger of several", () => {
  it.each([
    ["all of them, in any order", { require: "all" }, each("432"), ["432"]],
    ["all of them, again", { require: "all" }, each("432234"), ["432", "234"]],
    ["not one of them three times", { require: "all" }, each("222"), []],
    ["any of them", { require: "any" }, each("24"), ["2", "4"]],
    ["two of them", { require: 2 }, each("2243"), ["24"]],
    ["those within its time only", { require: "all" }, each("234", 31), []],
    ["those within its time, the latest of each", { require: "all" }, each("2234", 25), ["234"]],
    ["without a bound of time", { require: "all", within: null }, each("234", 1e6), ["234"]],
  ])("fires for %s", (_, more, children, expected) => {
    expect(firingsOf(composite(more), children).fired).toEqual(expected);
  });

  it.each([
    ["in their order", "234", ["234"]],
    ["not in another one", "324", []],
    ["by the latest of each", "2324", []],
    ["when the order comes about in the end", "42334", ["234"]],
  ])("as a sequence fires %s", (_, children, expected) => {
    expect(firingsOf(composite({ type: "sequence" }), each(children)).fired).toEqual(expected);
  });

  it("remembers one firing of each at most, none older than its time, and never fires with fewer than it needs", () => {
    const children = fc.array(fc.tuple(fc.constantFrom("2", "3", "4"), fc.nat(30)), { maxLength: 30 });
    const kind = fc.constantFrom({ require: "all" }, { require: 2 }, { type: "sequence" });
    fc.assert(
      fc.property(children, kind, (gaps, more) => {
        let now = 0;
        const inOrder = gaps.map(([id, gap]) => [id, (now += gap)] as const);
        const { fired, kept } = firingsOf(composite(more), inOrder);
        expect(new Set(kept.map(({ childId }) => childId)).size).toBe(kept.length);
        for (const { triggered } of kept) expect(triggered).toBeGreaterThanOrEqual((now - 60) * 1e6);
        for (const ids of fired) expect(ids.length).toBe("require" in more && more.require === 2 ? 2 : 3);
        if ("type" in more) for (const ids of fired) expect(ids).toBe("234");
      }),
    );
  });
});
