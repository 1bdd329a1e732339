/** Two runs side by side: how one comes there, and what is told. */
import { startWeir, type WeirProcess } from "@weir/testkit";
import type { Browser } from "playwright-core";
import { flow, task } from "weir";
import { client } from "weir/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { accessibilityFaults, DESKTOP, keepPicture, openBrowser, openView, PHONE } from "./browser.ts";
import { recordOn } from "./flows.ts";

let browser: Browser;
let weir: WeirProcess;
/** The run that completed, and the later one that failed. */
let good: string;
let bad: string;

const load = task({ name: "load" }, (part: number) => part);
const check = task({ name: "check" }, (day: string) => {
  if (day === "tue") throw new Error("a row of tuesday is broken");
  return day;
});
const publish = task({ name: "publish" }, () => "done");

const nightly = flow({ name: "nightly", tags: ["prod"] }, async ({ day, parts }: { day: string; parts: number }) => {
  await load.map(Array.from({ length: parts }, (_, part) => part)).results();
  await check(day);
  await publish();
});

beforeAll(async () => {
  [browser, weir] = await Promise.all([openBrowser(), startWeir()]);
  recordOn(weir);
  await nightly({ day: "mon", parts: 3 });
  await nightly.state({ day: "tue", parts: 3 });
  const runs = await client({ url: weir.apiUrl }).flowRuns.filter({ sort: "START_TIME_ASC" });
  [good, bad] = runs.map(({ id }) => id) as [string, string];
});
afterAll(() => Promise.all([browser.close(), weir.stop()]));

const LOOKS = (["light", "dark"] as const).flatMap((theme) => [
  { theme, size: DESKTOP, name: `${theme}-desktop` },
  { theme, size: PHONE, name: `${theme}-phone` },
]);

test.each(LOOKS)("the page is sound in $name, and tells what differs", async (look) => {
  await using view = await openView(browser, `${weir.url}/runs/compare?a=${good}&b=${bad}`, look);
  const { page } = view;
  await page.getByText("The first task that differs is check.").waitFor();
  const parameters = page.getByRole("table", { name: "Parameters" });
  await parameters.getByRole("row", { name: /day/ }).waitFor();
  expect(await parameters.getByRole("row").allTextContents()).toEqual([expect.any(String), 'day"mon""tue"']);
  const tasks = page.getByRole("table", { name: "Tasks of both runs" });
  await tasks.getByRole("row", { name: /^check Completed .* Failed/ }).waitFor();
  await tasks.getByRole("row", { name: /^publish Completed .* not called/ }).waitFor();
  await page.getByText("Error: a row of tuesday is broken").first().waitFor();
  await keepPicture(page, `compare-${look.name}`);
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(view.problems).toEqual([]);
});

test("one comes there from a run, with the others of its flow to choose from", async () => {
  await using view = await openView(browser, `${weir.url}/runs/${bad}`);
  const { page } = view;
  await page.getByRole("link", { name: "Compare" }).click();
  const others = page.getByRole("table", { name: "Other runs of the flow" });
  await others.getByRole("link").waitFor();
  await keepPicture(page, "compare-choice");
  await others.getByRole("link").click();
  await page.getByText("The first task that differs is check.").waitFor();
  const search = () => new URL(page.url()).searchParams;
  expect([search().get("a"), search().get("b")]).toEqual([good, bad]);
  await page.getByRole("button", { name: "Swap the two" }).click();
  await expect.poll(() => search().get("a")).toBe(bad);
  expect(view.problems).toEqual([]);
});

test("and from two runs that are selected, the older one first", async () => {
  await using view = await openView(browser, `${weir.url}/runs`);
  const { page } = view;
  for (const id of [bad, good]) await page.locator(`[data-run="${id}"]`).getByRole("checkbox").check();
  await page.getByRole("region", { name: "Selected runs" }).getByRole("link", { name: "Compare" }).click();
  await page.getByText("The first task that differs is check.").waitFor();
  expect(new URL(page.url()).searchParams.get("a")).toBe(good);
});

test("a run that is not there is told of", async () => {
  const gone = "00000000-0000-4000-8000-000000000000";
  await using view = await openView(browser, `${weir.url}/runs/compare?a=${good}&b=${gone}`);
  await view.page.getByText("One of the runs is not there").waitFor();
});
