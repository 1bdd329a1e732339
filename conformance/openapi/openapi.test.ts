/** The server's OpenAPI document against the reference's: every field, type, enum and requiredness of every operation. */
import { startWeir, type WeirProcess } from "@weir/testkit";
import { afterAll, beforeAll, test } from "vitest";
import { runTool } from "../tool.ts";

const DOMAINS = [
  "/flow_runs",
  "/task_runs",
  "/flows",
  "/logs",
  "/events",
  "/variables",
  "/artifacts",
  "/saved_searches",
  "/flow_run_states",
  "/task_run_states",
  "/admin",
  "/health",
  "/automations",
  "/templates",
];

let weir: WeirProcess;
beforeAll(async () => {
  weir = await startWeir({ services: false });
});
afterAll(() => weir.stop());

test.each(DOMAINS)("%s is exact", async (domain) => {
  await runTool("openapi/compare-openapi.mjs", [`${weir.apiUrl}/openapi.json`, "--only", domain]);
});
