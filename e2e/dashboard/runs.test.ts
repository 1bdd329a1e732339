/** The list of runs as people work with it: keyboard, selection, time, and many rows. */
import { readFile } from "node:fs/promises";
import { startWeir, type WeirProcess } from "@weir/testkit";
import { csvParse } from "d3-dsv";
import type { Browser } from "playwright-core";
import { client, type Client } from "weir/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { accessibilityFaults, keepPicture, openBrowser, openView } from "./browser.ts";

let browser: Browser;
let weir: WeirProcess;
let api: Client;

/** More than two pages of the list. */
const RUNS = 450;

beforeAll(async () => {
  [browser, weir] = await Promise.all([openBrowser(), startWeir()]);
  api = client({ url: weir.apiUrl });
  const flow = await api.flows.create({ name: "bulk" });
  const start = Date.now();
  for (let first = 0; first < RUNS; first += 25)
    await Promise.all(
      Array.from({ length: 25 }, async (_, index) => {
        const number = first + index;
        const scheduled_time = new Date(start - number * 60_000).toISOString();
        const { id } = await api.flowRuns.create({
          flow_id: flow.id,
          name: `bulk-${number}`,
          tags: ["many"],
          state: { type: "SCHEDULED", name: "Scheduled", state_details: { scheduled_time } },
        });
        if (number === 442)
          await api.flowRuns.setState({ id }, { force: true, state: { type: "COMPLETED", name: "Completed" } });
      }),
    );
});
afterAll(() => Promise.all([browser.close(), weir.stop()]));

test("every run is reached by scrolling, once, and few rows are in the page", async () => {
  await using view = await openView(browser, `${weir.url}/runs`);
  const { page } = view;
  await page.getByText(`${RUNS} runs`).waitFor();
  const seen = new Set<string>();
  const rows = page.getByRole("table").getByRole("link");
  await rows.first().waitFor();
  while (!seen.has(`bulk-${RUNS - 1}`)) {
    const names = await rows.allInnerTexts();
    for (const name of names) seen.add(name);
    expect(names.length).toBeLessThan(80);
    const last = await page.getByRole("table").locator("[aria-rowindex]").last().getAttribute("aria-rowindex");
    await page
      .locator('[role="table"] [role="rowgroup"]')
      .last()
      .evaluate((box) => box.scrollBy(0, 600));
    // Either further rows come into view, or that was the end.
    if (!names.includes(`bulk-${RUNS - 1}`))
      await page.locator(`[aria-rowindex="${Number(last) + 1}"]`).waitFor({ state: "attached" });
  }
  const missing = Array.from({ length: RUNS }, (_, number) => `bulk-${number}`).filter((name) => !seen.has(name));
  expect(missing).toEqual([]);
  expect(view.problems).toEqual([]);
});

test("a span of time is chosen in the histogram, shared by the address and taken back by the back button", async () => {
  await using view = await openView(browser, `${weir.url}/runs`);
  const { page } = view;
  const histogram = page.getByRole("img", { name: /^Runs from/ });
  await histogram.waitFor();
  const { x, y, width, height } = (await histogram.boundingBox())!;
  await page.mouse.move(x + width - 40, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width - 4, y + height / 2);
  await page.mouse.up();
  await page.waitForURL(/since=.*until=/);
  await page
    .getByText(/^\d+ runs$/)
    .filter({ hasNotText: `${RUNS} runs` })
    .waitFor();
  const text = await page.getByText(/^\d+ runs$/).innerText();
  await using shared = await openView(browser, page.url());
  await shared.page.getByText(text, { exact: true }).waitFor();
  await page.goBack();
  await page.getByText(`${RUNS} runs`).waitFor();
  expect(view.problems).toEqual([]);
});

test("those that are selected, and all that match, are exported", async () => {
  await using view = await openView(browser, `${weir.url}/runs`);
  const { page } = view;
  await page.getByText(`${RUNS} runs`).waitFor();
  for (const name of ["bulk-3", "bulk-5"])
    await page.getByRole("row").filter({ hasText: name }).first().getByRole("checkbox").check();
  const exported = async () => {
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Export" }).click(),
    ]);
    expect(file.suggestedFilename()).toBe("runs.csv");
    return csvParse(await readFile(await file.path(), "utf8"));
  };
  expect((await exported()).map(({ name, tags }) => [name, tags])).toEqual([
    ["bulk-3", '["many"]'],
    ["bulk-5", '["many"]'],
  ]);
  await page.getByRole("button", { name: `Select all ${RUNS}` }).click();
  expect(new Set((await exported()).map(({ id }) => id)).size).toBe(RUNS);
  expect(view.problems).toEqual([]);
});

test("rows are gone through and selected by keyboard; what is hit is shown before it happens", async () => {
  await using view = await openView(browser, `${weir.url}/runs?q=bulk-44`);
  const { page } = view;
  await page.getByText("11 runs").waitFor();
  await page.getByRole("link", { name: "bulk-44", exact: true }).waitFor();
  const focused = (name: string) => page.locator(`[data-run] a:focus:text-is("${name}")`).waitFor();
  await page.keyboard.press("j");
  await focused("bulk-442");
  await page.keyboard.press("x");
  await page.keyboard.press("j");
  await focused("bulk-44");
  await page.keyboard.press("k");
  await focused("bulk-442");
  const bar = page.getByRole("region", { name: "Selected runs" });
  await bar.getByText("1 selected").waitFor();
  await bar.getByRole("button", { name: "Select all 11" }).click();
  await bar.getByRole("button", { name: "Cancel" }).click();
  const dialog = page.getByRole("dialog", { name: "Cancel 10 runs?" });
  await dialog.getByText("1 run left alone: has ended").waitFor();
  await dialog.getByText("10 scheduled").waitFor();
  await keepPicture(page, "runs-bulk");
  expect(await accessibilityFaults(page, "dialog")).toEqual([]);
  await dialog.getByRole("button", { name: "Cancel 10 runs" }).click();
  await page.getByText("Asked to stop: 10 runs.").waitFor();
  await page.getByRole("row").filter({ hasText: "bulk-441" }).getByText("Cancelled").waitFor();
  expect(view.problems).toEqual([]);
});

test("runs that are deleted or renamed elsewhere change here at once", async () => {
  const [first, second] = await api.flowRuns.filter({
    flow_runs: { name: { any_: ["bulk-30", "bulk-31"] } },
    sort: "NAME_ASC",
  });
  await using view = await openView(browser, `${weir.url}/runs?q=bulk-3&state=%5B"SCHEDULED"%5D`);
  const { page } = view;
  await page.locator('[data-live="live"]').waitFor();
  await page.getByRole("link", { name: "bulk-30", exact: true }).waitFor();
  await using single = await openView(browser, `${weir.url}/runs/${first!.id}`);
  await single.page.getByRole("heading", { name: "bulk-30" }).waitFor();
  await api.flowRuns.update({ id: second!.id }, { name: "bulk-3-renamed" });
  await page.getByRole("link", { name: "bulk-3-renamed" }).waitFor();
  await api.flowRuns.delete({ id: first!.id });
  await page.getByRole("link", { name: "bulk-30", exact: true }).waitFor({ state: "detached" });
  await single.page.getByText("There is no such run").waitFor();
});
