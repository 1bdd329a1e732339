/** The page of a run: what can be done with it, what its address keeps, and whatever a run may have written. */
import { startWeir, type WeirProcess } from "@weir/testkit";
import type { Browser } from "playwright-core";
import { client, type Client } from "weir/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { accessibilityFaults, keepPicture, openBrowser, openView, PHONE } from "./browser.ts";
import { colourful, recordOn } from "./flows.ts";

let browser: Browser;
let weir: WeirProcess;
let api: Client;
let run: string;

beforeAll(async () => {
  [browser, weir] = await Promise.all([openBrowser(), startWeir()]);
  recordOn(weir);
  api = client({ url: weir.apiUrl });
  await colourful.state({ day: "2026-11-22" });
  const [found] = await api.flowRuns.filter({ flows: { name: { any_: ["colourful"] } } });
  run = found!.id;
});
afterAll(() => Promise.all([browser.close(), weir.stop()]));

test("a run is cancelled and deleted, each after a question", async () => {
  const flow = await api.flows.create({ name: "by-hand" });
  const { id } = await api.flowRuns.create({
    flow_id: flow.id,
    name: "by-hand-1",
    state: { type: "RUNNING", name: "Running" },
  });
  await using view = await openView(browser, `${weir.url}/runs/${id}`);
  const { page } = view;
  const actions = page.getByRole("group", { name: "Actions" });
  await actions.getByRole("button", { name: "Cancel" }).click();
  const dialog = page.getByRole("dialog", { name: "Cancel by-hand-1?" });
  await keepPicture(page, "run-cancel");
  expect(await accessibilityFaults(page, "dialog")).toEqual([]);
  await dialog.getByRole("button", { name: "Cancel it" }).click();
  await page.getByText("by-hand-1 was asked to stop.").waitFor();
  await page.getByRole("heading", { level: 1 }).locator("xpath=..").getByText("Cancelling").waitFor();
  await actions.getByRole("button", { name: "Cancel" }).waitFor({ state: "detached" });
  await actions.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("button", { name: "Delete it" }).click();
  await page.waitForURL(/\/runs$/);
  await page.getByText("by-hand-1 is deleted.").waitFor();
  expect(await api.flowRuns.count({ flow_runs: { id: { any_: [id] } } })).toBe(0);
  // The page asked for the run once more as it went.
  expect(view.problems.filter((problem) => !problem.includes("404"))).toEqual([]);
});

test("zoom, level, text and line of the log are in the address, and a reload keeps them", async () => {
  await using view = await openView(browser, `${weir.url}/runs/${run}`);
  const { page } = view;
  const log = page.getByRole("log", { name: "Log lines" });
  await log.getByText("one part is broken").waitFor();
  await page.getByRole("treegrid").focus();
  await page.keyboard.press("+");
  await page.waitForURL(/zoom=/);
  await page.getByRole("searchbox", { name: "Search the log" }).fill("part");
  await page.waitForURL(/text=part/);
  await log.getByText("one part is broken").waitFor();
  await log.getByText("starting for 2026-11-22").waitFor({ state: "detached" });
  await page.reload();
  await page.getByRole("button", { name: "Show the whole run" }).waitFor();
  expect(await page.getByRole("searchbox", { name: "Search the log" }).inputValue()).toBe("part");
  const line = log.locator("[data-index]").filter({ hasText: "one part is broken" });
  await line.getByRole("button").first().click();
  await page.waitForURL(/line=/);
  await page.getByText("The log up to the line of the link.").waitFor();
  await log.getByText("Finished in state Failed").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Show all of it" }).click();
  await page.getByText("The log up to the line of the link.").waitFor({ state: "detached" });
  // The clipboard needs a permission that a test's browser may not have; nothing else went wrong.
  expect(view.problems.filter((problem) => !problem.includes("clipboard"))).toEqual([]);
});

test("a run's log has the lines of its subflow run, and can be downloaded", async () => {
  const [sub] = await api.flowRuns.filter({ flows: { name: { any_: ["quality"] } } });
  await using view = await openView(browser, `${weir.url}/runs/${run}`);
  const { page } = view;
  const log = page.getByRole("log", { name: "Log lines" });
  await log.getByRole("button", { name: sub!.name! }).first().waitFor();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download the log" }).click(),
  ]);
  expect(file.suggestedFilename()).toBe(`${run}-log.csv`);
  expect(view.problems).toEqual([]);
});

const HOSTILE = `<img src=x onerror="window.pwned=1"> \u202eابجد\u202c 👩‍👩‍👧 \u0007\u0000\u001b[31m`;

test.each([{ name: "desktop" }, { name: "phone", size: PHONE }])(
  "names, parameters and lines of any kind are shown as text: $name",
  async (look) => {
    const flow = await api.flows.create({ name: 'hostile "quoted" 🚀' });
    const name = HOSTILE.replaceAll("\u0000", "");
    const { id } = await api.flowRuns.create({
      flow_id: flow.id,
      name,
      tags: ["<b>bold</b>", "x".repeat(300)],
      parameters: { [`"><script>window.pwned=1</script>`]: "y".repeat(5000), nested: { "\u202e": name } },
      state: { type: "FAILED", name: "Failed", message: `${name} ${"z".repeat(20_000)}` },
    });
    const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
    const messages = [
      name,
      "m".repeat(1_000_000),
      "\u001b[31m\u001b[1m".repeat(20_000) + "after the bomb",
      "last line",
    ];
    for (const [second, message] of messages.entries())
      await api.logs.create([{ name: "t", level: 20, message, timestamp: at(second), flow_run_id: id }]);
    await using view = await openView(browser, `${weir.url}/runs/${id}`, look);
    const { page } = view;
    await page.getByRole("log", { name: "Log lines" }).getByText("last line").waitFor();
    await page.getByText("after the bomb").waitFor();
    await keepPicture(page, `run-hostile-${look.name}`);
    await page.getByRole("tab", { name: /Parameters/ }).click();
    await page.getByRole("tabpanel").getByText("nested").waitFor();
    expect(await page.evaluate("'pwned' in window")).toBe(false);
    // Nothing is wider than the window.
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    expect(view.problems).toEqual([]);
  },
);

test("an answer of 500 is told with a way to try again, which works", async () => {
  await using view = await openView(browser, `${weir.url}/nowhere`);
  const { page } = view;
  await page.route("**/api/flow_runs/filter", (route) => route.fulfill({ status: 500, body: "{}" }));
  await page.goto(`${weir.url}/runs`);
  await page.getByText("This could not be loaded").waitFor();
  await page.unroute("**/api/flow_runs/filter");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("row").filter({ hasText: "colourful" }).waitFor();
});
