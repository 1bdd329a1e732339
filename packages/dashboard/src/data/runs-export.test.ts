import type { FlowRunResponse } from "@weir/contract";
import { csvParse } from "d3-dsv";
import { expect, it } from "vitest";
import { runsAsCsv } from "./runs-export.ts";

const run = (fields: Partial<FlowRunResponse>): FlowRunResponse => ({
  id: "a",
  flow_id: "f",
  created: null,
  updated: null,
  ...fields,
});

it("is read by others as it was written", () => {
  const rows = csvParse(
    runsAsCsv([
      run({ name: 'a "quoted", name', tags: ["x", "y"], parameters: { day: "mon" }, total_run_time: 1.5 }),
      run({ id: "b", name: "two\nlines", parent_task_run_id: null }),
    ]),
  );
  expect([...rows]).toMatchObject([
    { id: "a", name: 'a "quoted", name', tags: '["x","y"]', parameters: '{"day":"mon"}', total_run_time: "1.5" },
    { id: "b", name: "two\nlines", parent_task_run_id: "", message: "" },
  ]);
});

it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\tx"])("%j does not become a formula", (name) =>
  expect(csvParse(runsAsCsv([run({ name })]))[0]!["name"]).toBe(`'${name}`),
);

it("has its names even without runs", () => expect(runsAsCsv([])).toMatch(/^id,name,.*message\r\n$/));
