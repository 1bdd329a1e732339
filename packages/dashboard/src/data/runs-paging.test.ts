import type { FlowRunResponse } from "@weir/contract";
import { expect, it } from "vitest";
import { atCursor, cursorAfter, FIRST_PAGE, nextPart } from "./runs-paging.ts";

const run = (id: string, start_time: string | null, end_time: string | null = null): FlowRunResponse => ({
  id,
  flow_id: "f",
  start_time,
  end_time,
  created: null,
  updated: null,
});

it("continues from the last time, without the runs of that time that are there already", () => {
  const cursor = cursorAfter([run("a", "3"), run("b", "2"), run("c", "2")], "newest");
  expect(cursor).toEqual({ key: "start_time", at: "2", seen: ["b", "c"] });
  expect(atCursor({ flow_runs: { start_time: { after_: "1" } } }, cursor, "newest")).toEqual({
    flow_runs: { start_time: { after_: "1", before_: "2" }, id: { not_any_: ["b", "c"] } },
  });
});

it("goes upwards in time where the oldest come first", () => {
  const cursor = cursorAfter([run("a", "1"), run("b", "2")], "oldest");
  expect(atCursor({}, cursor, "oldest").flow_runs?.start_time).toEqual({ after_: "2" });
});

it("lists what has not ended after all that has", () => {
  const cursor = cursorAfter([run("a", "1", "9"), run("b", "1", "8")], "ended");
  const rest = nextPart(cursor);
  expect(rest).toEqual({ key: "end_time", at: null, seen: [] });
  expect(atCursor({}, rest ?? FIRST_PAGE, "ended").flow_runs?.end_time).toEqual({ is_null_: true });
  expect(nextPart(cursorAfter([run("c", "1")], "ended"))).toBeUndefined();
});

it("counts where nothing else tells rows apart", () => {
  expect(atCursor({}, cursorAfter([run("a", "1"), run("b", "2")], "name"), "name")).toEqual({ offset: 2 });
});
