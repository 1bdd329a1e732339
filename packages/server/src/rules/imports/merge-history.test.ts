import { isFinalType, type StateType } from "@weir/contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { propose, type State } from "../state.ts";
import { mergeHistory } from "./merge-history.ts";

const at = (
  timestamp: number,
  type: StateType,
  transition: string | null = null,
  id = `${type}-${timestamp}`,
): State => ({
  ...propose(type, { details: { transition_id: transition } }),
  id,
  timestamp,
});

/** Merges, the last stored state being the one that is shown. */
const merge = (stored: State[], given: State[]) => mergeHistory(stored, stored.at(-1) ?? null, given);
const shown = (stored: State[], given: State[]): StateType | undefined => merge(stored, given)?.standing.type;

const pending = at(1, "PENDING");
const running = at(2, "RUNNING", "t-run");

describe("a run whose process was alone for a while", () => {
  test("a history that the server has not seen at all is taken over", () => {
    const merged = merge([], [pending, running, at(10, "COMPLETED")])!;
    expect(merged.fresh).toHaveLength(3);
    expect(merged.standing.type).toBe("COMPLETED");
    expect(merged.attempts).toBe(1);
    expect(merged.times).toMatchObject({ run_count: 1, start_time: 2, end_time: 10, total_run_time: 8 });
  });

  test("what both know is kept once", () => {
    expect(merge([pending, running], [pending, running])).toBeUndefined();
  });

  test("a state whose acknowledgement was lost is known again by its transition", () => {
    const again = at(3, "RUNNING", "t-run", "another id");
    const merged = merge([pending, running], [pending, again, at(9, "COMPLETED")])!;
    expect(merged.fresh.map(({ type }) => type)).toEqual(["COMPLETED"]);
    expect(merged.times).toMatchObject({ run_count: 1, total_run_time: 7 });
  });

  test.each(["CRASHED", "CANCELLING", "PAUSED"] as const)("its end overrules a later %s of others", (type) => {
    const merged = merge([pending, running, at(20, type)], [pending, running, at(10, "COMPLETED")])!;
    expect(merged.standing.type).toBe("COMPLETED");
    expect(merged.times).toMatchObject({ end_time: 10, total_run_time: 8 });
  });

  test("a crash that others declared meanwhile does not count in the times of a run that went on", () => {
    const merged = merge([pending, running, at(5, "CRASHED")], [pending, running, at(10, "COMPLETED")])!;
    expect(merged.standing.type).toBe("COMPLETED");
    expect(merged.times).toMatchObject({ end_time: 10, total_run_time: 8 });
  });

  test("what has no end yet does not overrule a crash that came later", () => {
    expect(shown([pending, running, at(20, "CRASHED")], [pending, running, at(10, "RUNNING")])).toBe("CRASHED");
  });

  test("a later end that the server has stands", () => {
    expect(shown([pending, running, at(20, "FAILED")], [pending, running, at(10, "COMPLETED")])).toBe("FAILED");
  });

  test.each([10, 30])("a run that was begun anew elsewhere keeps its state (the record ends at %i)", (end) => {
    const stored = [pending, running, at(15, "CRASHED"), at(20, "PENDING"), at(21, "RUNNING")];
    const merged = merge(stored, [pending, running, at(end, "COMPLETED")])!;
    expect(merged.changed).toBe(false);
    expect(merged.standing).toBe(stored.at(-1));
    expect(merged.fresh).toHaveLength(1);
    expect(merged.attempts).toBe(2);
  });

  test("a state whose instant is taken moves on to a free one", () => {
    const other = at(2, "RUNNING", null, "other");
    expect(merge([pending, running], [pending, running, other])!.fresh[0]!.timestamp).toBe(3);
  });
});

test("handing in the same again changes nothing, in whatever pieces it came first", () => {
  const types = fc.constantFrom<StateType[]>("PENDING", "RUNNING", "SCHEDULED", "COMPLETED", "FAILED", "CRASHED");
  fc.assert(
    fc.property(fc.array(types, { minLength: 1, maxLength: 8 }), fc.nat(8), (kinds, cut) => {
      const given = kinds.map((type, index) => at(10 * (index + 1), type, `t${index}`));
      const half = given.slice(0, cut);
      const first = half.length === 0 ? undefined : merge([], half);
      const whole = mergeHistory(first?.fresh ?? [], first?.standing ?? null, given);
      const stored = [...(first?.fresh ?? []), ...(whole?.fresh ?? [])];
      expect(stored.map(({ id }) => id)).toEqual(given.map(({ id }) => id));
      const standing = (whole ?? first)!.standing;
      expect(mergeHistory(stored, standing, given)).toBeUndefined();
      expect(standing.id).toBe(given.at(-1)!.id);
      expect((whole ?? first)!.times.end_time === null).toBe(!isFinalType(standing.type));
    }),
  );
});
