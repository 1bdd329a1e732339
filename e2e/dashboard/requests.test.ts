/** No page asks the server for more than it shows at once: six times at most. */
import { setTimeout as sleep } from "node:timers/promises";
import { startWeir, type WeirProcess } from "@weir/testkit";
import type { Browser } from "playwright-core";
import { client } from "weir/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser, openView } from "./browser.ts";
import { colourful, recordOn } from "./flows.ts";

const MOST = 6;
/** Without requests for so long, a page has asked for all it needs, in milliseconds. */
const QUIET = 400;

let browser: Browser;
let weir: WeirProcess;
let runs: readonly { readonly id: string; readonly flow_id: string }[];

beforeAll(async () => {
  [browser, weir] = await Promise.all([openBrowser(), startWeir()]);
  recordOn(weir);
  for (const day of ["2026-11-22", "2026-11-23"]) await colourful.state({ day });
  runs = await client({ url: weir.apiUrl }).flowRuns.filter({ flows: { name: { any_: ["colourful"] } } });
});
afterAll(() => Promise.all([browser.close(), weir.stop()]));

test.each([
  ["home", () => "/"],
  ["the list of runs", () => "/runs"],
  ["a run", () => `/runs/${runs[0]!.id}`],
  ["the graph of a run", () => `/runs/${runs[0]!.id}?view=graph`],
  ["two runs", () => `/runs/compare?a=${runs[0]!.id}&b=${runs[1]!.id}`],
  ["flows", () => "/flows"],
  ["a flow", () => `/flows/${runs[0]!.flow_id}`],
  ["deployments", () => "/deployments"],
  ["work pools", () => "/work-pools"],
  ["events", () => "/events"],
  ["automations", () => "/automations"],
  ["artifacts", () => "/artifacts"],
  ["blocks", () => "/blocks"],
  ["cached results", () => "/cache"],
  ["limits", () => "/limits"],
  ["variables", () => "/variables"],
])("%s", async (_, path) => {
  await using view = await openView(browser, `${weir.url}/docs-of-nothing`);
  const { page } = view;
  const asked: string[] = [];
  let last = performance.now();
  page.on("request", (request) => {
    last = performance.now();
    const { pathname } = new URL(request.url());
    if (pathname.startsWith("/api/")) asked.push(`${request.method()} ${pathname}`);
  });
  await page.goto(`${weir.url}${path()}`);
  while (asked.length === 0 || performance.now() - last < QUIET) await sleep(QUIET / 4);
  expect(asked.length, asked.join("\n")).toBeLessThanOrEqual(MOST);
});
