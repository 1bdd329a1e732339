/** The dependency graph of a run: what it draws, how it is gone through, and that it stays live. */
import { startWeir, type WeirProcess } from "@weir/testkit";
import type { Browser, Locator } from "playwright-core";
import { flow, task } from "weir";
import { client } from "weir/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accessibilityFaults, DESKTOP, keepPicture, openBrowser, openView, PHONE, type View } from "./browser.ts";
import { gate, gated, recordOn } from "./flows.ts";

let browser: Browser;
let weir: WeirProcess;
let run: string;

const fetchPart = task({ name: "fetch", runName: "fetch-{part}" }, (part: number) => part);
const clean = task({ name: "clean", runName: "clean-{part}" }, (part: number) => part);
const sum = task({ name: "sum", runName: "sum" }, (parts: readonly number[]) => parts.reduce((a, b) => a + b, 0));
const notify = task({ name: "notify", runName: "notify" }, (total: number) => total);
const store = task({ name: "store", runName: "store" }, (total: number): number => {
  throw new Error(`there is no room for ${total}`);
});
const log = task({ name: "log", runName: "log" }, () => "by itself");
const audit = flow({ name: "audit", runName: "audit" }, async ({ total }: { total: number }) => total);

const woven = flow({ name: "woven" }, async () => {
  const fetched = fetchPart.map(Array.from({ length: 12 }, (_, part) => part));
  const total = sum.submit([...clean.map(fetched)]);
  await log();
  await audit({ total });
  await notify(total);
  await store(total);
});

beforeAll(async () => {
  [browser, weir] = await Promise.all([openBrowser(), startWeir()]);
  recordOn(weir);
  await woven.state({});
  const [found] = await client({ url: weir.apiUrl }).flowRuns.filter({ flows: { name: { any_: ["woven"] } } });
  run = found!.id;
});
afterAll(() => Promise.all([browser.close(), weir.stop()]));

const graph = ({ page }: View) => page.getByRole("group", { name: /^Dependency graph/ });

const LOOKS = (["light", "dark"] as const).flatMap((theme) => [
  { theme, size: DESKTOP, name: `${theme}-desktop` },
  { theme, size: PHONE, name: `${theme}-phone` },
]);

test.each(LOOKS)("the graph is sound in $name", async (look) => {
  await using view = await openView(browser, `${weir.url}/runs/${run}?view=graph`, look);
  await graph(view)
    .getByRole("button", { name: /^fetch \(12 runs, 12 completed\)/ })
    .waitFor();
  await keepPicture(view.page, `run-graph-${look.name}`);
  expect(await accessibilityFaults(view.page)).toEqual([]);
  expect(view.problems).toEqual([]);
});

describe("somebody", () => {
  test("finds the tab, selects a task, and sees it in the timeline too", async () => {
    await using view = await openView(browser, `${weir.url}/runs/${run}`);
    const { page } = view;
    await page.getByRole("tab", { name: "Graph" }).click();
    await graph(view)
      .getByRole("button", { name: /^sum \(completed/ })
      .click();
    await page.getByRole("region", { name: "Selected task" }).getByRole("heading", { name: "sum" }).waitFor();
    expect(new URL(page.url()).searchParams.get("view")).toBe("graph");
    await keepPicture(page, "run-graph-selected");
    // What neither gave nor took its result steps back.
    await expect.poll(() => classesOf(graph(view).getByRole("button", { name: /^log/ }))).toContain("opacity-");
    expect(await classesOf(graph(view).getByRole("button", { name: /^store \(failed/ }))).not.toContain("opacity-");
    await page.getByRole("tab", { name: "Timeline" }).click();
    await page.getByRole("row", { name: /^sum, completed/, selected: true }).waitFor();
    expect(view.problems).toEqual([]);
  });

  test("folds runs of a task out and in again", async () => {
    await using view = await openView(browser, `${weir.url}/runs/${run}?view=graph`);
    const { page } = view;
    await graph(view)
      .getByRole("button", { name: /^fetch \(12 runs/ })
      .click();
    await graph(view)
      .getByRole("button", { name: /^fetch-11 \(completed/ })
      .waitFor();
    await page.getByRole("button", { name: "Fold all runs of a task" }).click();
    await graph(view)
      .getByRole("button", { name: /^fetch \(12 runs/ })
      .waitFor();
    expect(
      await graph(view)
        .getByRole("button", { name: /^fetch-11/ })
        .count(),
    ).toBe(0);
  });

  test("goes along the results by keyboard alone", async () => {
    await using view = await openView(browser, `${weir.url}/runs/${run}?view=graph`);
    const { page } = view;
    await graph(view)
      .getByRole("button", { name: /^sum \(completed/ })
      .waitFor();
    await page.getByRole("tab", { name: "Graph" }).focus();
    await page.keyboard.press("Tab");
    const focused = () => page.locator(":focus").textContent();
    expect(await focused()).toMatch(/^fetch/);
    await page.keyboard.press("ArrowRight");
    expect(await focused()).toMatch(/^clean/);
    await page.keyboard.press("ArrowRight");
    expect(await focused()).toMatch(/^sum/);
    await page.keyboard.press("Enter");
    await page.getByRole("region", { name: "Selected task" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("region", { name: "Selected task" }).waitFor({ state: "detached" });
  });
});

test("grows while the run goes on", async () => {
  const held = gate();
  const running = gated(held)();
  const api = client({ url: weir.apiUrl });
  const found = await expect
    .poll(async () => (await api.flowRuns.filter({ flows: { name: { any_: ["gated"] } } }))[0], { timeout: 15_000 })
    .toBeDefined()
    .then(() => api.flowRuns.filter({ flows: { name: { any_: ["gated"] } } }));
  await using view = await openView(browser, `${weir.url}/runs/${found[0]!.id}?view=graph`);
  await graph(view)
    .getByRole("button", { name: /^load \(running/ })
    .waitFor();
  held.open();
  await running;
  await graph(view)
    .getByRole("button", { name: /^load \(completed/ })
    .waitFor();
  expect(view.problems).toEqual([]);
});

test("of a run without tasks says so", async () => {
  await flow({ name: "bare" }, () => 1)({});
  const [found] = await client({ url: weir.apiUrl }).flowRuns.filter({ flows: { name: { any_: ["bare"] } } });
  await using view = await openView(browser, `${weir.url}/runs/${found!.id}?view=graph`);
  await view.page.getByText("This run has called no tasks").waitFor();
});

const classesOf = (node: Locator): Promise<string | null> => node.getAttribute("class");
