/** Each page as people meet it: both themes, desktop and phone, by keyboard, and when something is missing. */
import { startWeir, type WeirProcess } from "@weir/testkit";
import type { Browser } from "playwright-core";
import { client } from "weir/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accessibilityFaults, DESKTOP, keepPicture, openBrowser, openView, PHONE } from "./browser.ts";
import { colourful, gate, gated, recordOn } from "./flows.ts";

let browser: Browser;
let weir: WeirProcess;
/** The run that has some of everything. */
let run: string;

beforeAll(async () => {
  [browser, weir] = await Promise.all([openBrowser(), startWeir()]);
  recordOn(weir);
  await colourful.state({ day: "2026-11-22" });
  const open = gate();
  open.open();
  await gated(open)();
  const [found] = await client({ url: weir.apiUrl }).flowRuns.filter({ flows: { name: { any_: ["colourful"] } } });
  run = found!.id;
});
afterAll(() => Promise.all([browser.close(), weir.stop()]));

const LOOKS = (["light", "dark"] as const).flatMap((theme) => [
  { theme, size: DESKTOP, name: `${theme}-desktop` },
  { theme, size: PHONE, name: `${theme}-phone` },
]);

describe.each(LOOKS)("$name", (look) => {
  test("the list of runs is sound", async () => {
    await using view = await openView(browser, `${weir.url}/runs`, look);
    await view.page.getByRole("row").filter({ hasText: "colourful" }).getByText("Failed").waitFor();
    await view.page.getByText("3 runs").waitFor();
    await keepPicture(view.page, `runs-${look.name}`);
    expect(await accessibilityFaults(view.page)).toEqual([]);
    expect(view.problems).toEqual([]);
  });

  test("the page of a run is sound, with each of its tabs", { timeout: 120_000 }, async () => {
    await using view = await openView(browser, `${weir.url}/runs/${run}`, look);
    const { page } = view;
    await page.getByRole("row", { name: /^12 runs of fetch-part/ }).waitFor();
    await page.getByRole("log").getByText("one part is broken").waitFor();
    await keepPicture(page, `run-logs-${look.name}`);
    expect(await accessibilityFaults(page)).toEqual([]);
    for (const [tab, sign] of [
      ["Artifacts", "All 12 parts arrived."],
      ["Parameters", "2026-11-22"],
      ["States", "Running"],
    ] as const) {
      await page.getByRole("tab", { name: tab }).click();
      await page.getByRole("tabpanel").getByText(sign).first().waitFor();
      await keepPicture(page, `run-${tab.toLowerCase()}-${look.name}`);
      expect(await accessibilityFaults(page, '[role="tabpanel"]')).toEqual([]);
    }
    expect(view.problems).toEqual([]);
  });

  test("a selected task is sound", async () => {
    await using view = await openView(browser, `${weir.url}/runs/${run}`, look);
    const { page } = view;
    await page.getByRole("alert").getByRole("button", { name: "parse-part-3" }).click();
    const card = page.getByRole("region", { name: "Selected task" });
    await card.getByText("TypeError: part 3 is not a number").first().waitFor();
    await card.getByRole("listitem").filter({ hasText: "Running" }).waitFor();
    await keepPicture(page, `run-task-${look.name}`);
    expect(await accessibilityFaults(page, '[aria-label="Selected task"]')).toEqual([]);
    expect(view.problems).toEqual([]);
  });
});

test("the error, the folded tasks and the subflow are told in words", async () => {
  await using view = await openView(browser, `${weir.url}/runs/${run}`);
  const { page } = view;
  expect(await page.getByRole("alert").innerText()).toContain("TypeError: part 3 is not a number");
  await page.getByRole("row", { name: /^12 runs of fetch-part, 12 completed/ }).waitFor();
  await page.getByText("colourful failed after").waitFor();
  await page.getByText("15 of 16 tasks completed, 1 failed, with 1 subflow.").waitFor();
});

test("what a run wrote cannot act on the page", async () => {
  await using view = await openView(browser, `${weir.url}/runs/${run}?tab=artifacts`);
  const { page } = view;
  await page.getByRole("heading", { name: "Report", exact: true }).waitFor();
  expect(await page.evaluate("'pwned' in window")).toBe(false);
  expect(await page.locator('a[href^="javascript"]').count()).toBe(0);
  expect(await page.getByRole("cell", { name: "1204" }).count()).toBe(2);
});

test("the timeline is worked by keyboard alone", async () => {
  await using view = await openView(browser, `${weir.url}/runs/${run}`);
  const { page } = view;
  const timeline = page.getByRole("treegrid");
  const group = page.getByRole("row", { name: /^12 runs of fetch-part/ });
  await group.waitFor();
  await timeline.focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await page.getByRole("row", { name: /^fetch-part-0, completed/ }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("region", { name: "Selected task" }).waitFor();
  expect(new URL(page.url()).searchParams.get("task")).toBeTruthy();
  await page.keyboard.press("Escape");
  await page.getByRole("region", { name: "Selected task" }).waitFor({ state: "detached" });
  await page.keyboard.press("+");
  await page.getByRole("button", { name: "Show the whole run" }).waitFor();
  await page.keyboard.press("0");
  await page.getByRole("button", { name: "Show the whole run" }).waitFor({ state: "detached" });
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowLeft");
  await page.getByRole("row", { name: /^fetch-part-0/ }).waitFor({ state: "detached" });
});

test("filters are in the address and survive going back", async () => {
  await using view = await openView(browser, `${weir.url}/runs`);
  const { page } = view;
  const rows = page.getByRole("table").getByRole("link");
  await page.getByText("3 runs").waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("flow:gated tag:live");
  await page.getByText("1 run", { exact: true }).waitFor();
  await expect.poll(() => rows.count()).toBe(1);
  await rows.click();
  await page.getByRole("treegrid").waitFor();
  await page.goBack();
  await page.getByText("1 run", { exact: true }).waitFor();
  expect(await page.getByRole("searchbox").inputValue()).toBe("flow:gated tag:live");
  await page.getByRole("button", { name: "Failed" }).click();
  await page.getByText("No run matches").waitFor();
  await page.getByRole("button", { name: "Clear the filters" }).click();
  await page.getByText("3 runs").waitFor();
  expect(new URL(page.url()).search).toBe("");
});

test.each(["/runs/flow-run/", "/flow-runs/flow-run/", "/v2/runs/flow-run/"])(
  "the reference's address %sID leads to the run",
  async (path) => {
    await using view = await openView(browser, `${weir.url}${path}${run}`);
    await view.page.getByRole("treegrid").waitFor();
    expect(new URL(view.page.url()).pathname).toBe(`/runs/${run}`);
  },
);

test("the address of a task run leads to it in the timeline", async () => {
  const [task] = await client({ url: weir.apiUrl }).taskRuns.filter({
    task_runs: { name: { any_: ["parse-part-3"] } },
  });
  await using view = await openView(browser, `${weir.url}/runs/task-run/${task!.id}`);
  await view.page.getByRole("row", { name: /^parse-part-3/, selected: true }).waitFor();
  expect(new URL(view.page.url()).pathname).toBe(`/runs/${run}`);
});

test("a run that is not there, and a page that is not there, say so", async () => {
  await using missing = await openView(browser, `${weir.url}/runs/00000000-0000-4000-8000-000000000000`);
  await missing.page.getByText("There is no such run").waitFor();
  await using nowhere = await openView(browser, `${weir.url}/nowhere`);
  await nowhere.page.getByText("There is no such page").waitFor();
  expect(nowhere.problems).toEqual([]);
});

test("the theme that is chosen is kept", async () => {
  await using view = await openView(browser, `${weir.url}/runs`);
  const { page } = view;
  await page.getByRole("button", { name: /^Theme/ }).click();
  await page.getByRole("menuitemradio", { name: "Dark" }).click();
  await page.reload();
  expect(await page.locator("html").getAttribute("data-theme")).toBe("dark");
  expect(view.problems).toEqual([]);
});
