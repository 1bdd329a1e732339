import type { FlowRunResponse } from "@weir/contract";
import { describe, expect, it } from "vitest";
import { compareRuns, matches, parseQuery, toRequest } from "./runs-search.ts";

const run = (fields: Partial<FlowRunResponse>): FlowRunResponse => ({
  id: "00000000-0000-0000-0000-000000000001",
  flow_id: "00000000-0000-0000-0000-00000000000f",
  created: null,
  updated: null,
  ...fields,
});

describe("parseQuery", () => {
  it("splits words from qualified values", () => {
    expect(parseQuery('blue whale flow:etl tag:prod tag:"on call" state:late')).toEqual({
      name: "blue whale",
      flow: "etl",
      tags: ["prod", "on call"],
      states: ["Late"],
    });
  });

  it("takes a quote that is still being typed", () => expect(parseQuery('tag:"on c').tags).toEqual(["on c"]));
  it("ignores a qualifier without a value", () => expect(parseQuery('flow:""').flow).toBe(""));
});

describe("toRequest", () => {
  it("asks for everything when nothing is searched", () => {
    expect(toRequest({})).toEqual({ flow_runs: {}, sort: "START_TIME_DESC" });
  });

  it("asks for types, names, tags and flow at once", () => {
    expect(toRequest({ q: "etl tag:a flow:daily state:Late", state: ["FAILED"], top: true, sort: "name" })).toEqual({
      flow_runs: {
        name: { like_: "etl" },
        tags: { all_: ["a"] },
        parent_task_run_id: { is_null_: true },
        state: { type: { any_: ["FAILED"] }, name: { any_: ["Late"] } },
      },
      flows: { name: { like_: "daily" } },
      sort: "NAME_ASC",
    });
  });
});

describe("matches", () => {
  const failed = run({ name: "Daily_ETL", state_type: "FAILED", state_name: "Failed", tags: ["prod"] });

  it.each([
    [{}, true],
    [{ q: "etl" }, true],
    [{ q: "daily etl" }, false],
    [{ q: "d_ily%l" }, true],
    [{ q: "tag:prod" }, true],
    [{ q: "tag:dev" }, false],
    [{ state: ["FAILED", "CRASHED"] }, true],
    [{ state: ["RUNNING"] }, false],
    [{ q: "state:failed" }, true],
    [{ top: true }, true],
  ] as const)("%j is %s", (search, expected) => expect(matches(failed, search, undefined)).toBe(expected));

  it("leaves open what depends on an unknown flow", () => {
    expect(matches(failed, { q: "flow:etl" }, undefined)).toBeUndefined();
    expect(matches(failed, { q: "flow:etl" }, "my-etl")).toBe(true);
  });
});

describe("compareRuns", () => {
  it("orders by start, or by expected start", () => {
    const early = run({ start_time: "2026-01-01T00:00:01.000000Z" });
    const late = run({ expected_start_time: "2026-01-01T00:00:02.000000Z" });
    expect([early, late].sort(compareRuns("newest"))).toEqual([late, early]);
    expect([late, early].sort(compareRuns("oldest"))).toEqual([early, late]);
  });
});
