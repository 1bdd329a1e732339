import { describe, expect, test } from "vitest";
import { type Candidate, changedParts, missOf, type MissFacts } from "./miss.ts";

const facts = (given: Partial<MissFacts<Candidate & { made?: number }>> = {}) =>
  missOf({
    task: "load",
    namespace: "default",
    parts: { source: "s1", "argument url": "u1" },
    refresh: false,
    unreadable: undefined,
    expired: undefined,
    cleared: undefined,
    candidates: [],
    ...given,
  });

describe("why there is no result", () => {
  test("no run of the task has left one", () =>
    expect(facts()).toMatchObject({ reason: "first", changed: [], nearest: undefined }));

  test("what differs is told of the nearest, of equally near ones of the newest", () => {
    const candidates = [
      { made: 4, parts: { source: "s0", "argument url": "u0" } },
      { made: 3, parts: { source: "s1", "argument url": "u3" } },
      { made: 2, parts: { source: "s1", "argument url": "u2" } },
    ];
    const { nearest, ...rest } = facts({ candidates });
    expect(rest).toEqual({
      reason: "changed",
      message: "argument url differs from the nearest result",
      changed: ["argument url"],
    });
    expect(nearest?.made).toBe(3);
  });

  test("a part that only one of them has differs", () =>
    expect(changedParts({ a: "1", b: "2" }, { b: "2", c: "3" })).toEqual(["a", "c"]));

  test("several parts are listed", () =>
    expect(facts({ candidates: [{ parts: { source: "s2", "argument url": "u2", more: "m" } }] }).message).toBe(
      "argument url, more and source differ from the nearest result",
    ));

  test("equal parts: the policy's own text made the difference", () =>
    expect(facts({ candidates: [{ parts: { source: "s1", "argument url": "u1" } }] }).message).toBe(
      "the key differs from the nearest result",
    ));

  test("what happened to the result of the key comes before what others are like", () => {
    const candidates = [{ parts: {} }];
    expect(facts({ candidates, cleared: "then" }).reason).toBe("cleared");
    expect(facts({ candidates, expired: "then" }).message).toBe("the result expired at then");
    expect(facts({ candidates, unreadable: { host: "ada", path: "/x" } }).message).toContain("/x on ada");
    expect(facts({ candidates, refresh: true, expired: "then" }).reason).toBe("refresh");
  });
});
