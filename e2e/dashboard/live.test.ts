/** What happens on the server appears in the browser by itself. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, startWeir } from "@weir/testkit";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser, openView } from "./browser.ts";
import { gate, gated, recordOn } from "./flows.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

test("a run appears in the list, and its state changes there", async () => {
  await using weir = await startWeir();
  recordOn(weir);
  await using view = await openView(browser, `${weir.url}/runs`);
  const { page } = view;
  await page.getByText("No runs yet").waitFor();
  await page.locator('[data-live="live"]').waitFor();

  const held = gate();
  const running = gated(held)();
  const row = page.getByRole("row").filter({ hasText: "gated" });
  await row.getByText("Running").waitFor();
  await page.getByText("1 run", { exact: true }).waitFor();
  held.open();
  await running;
  await row.getByText("Completed").waitFor();
  expect(view.problems).toEqual([]);
});

test("the page of a run follows its tasks and its log to the end", async () => {
  await using weir = await startWeir();
  recordOn(weir);
  await using view = await openView(browser, `${weir.url}/runs`);
  const { page } = view;
  const held = gate();
  const running = gated(held)();
  await page.getByRole("row").filter({ hasText: "gated" }).getByRole("link").click();

  const timeline = page.getByRole("treegrid");
  await timeline.getByRole("row", { name: /^extract, completed/ }).waitFor();
  await timeline.getByRole("row", { name: /^load, running/ }).waitFor();
  const log = page.getByRole("log");
  await log.getByText("waiting for the gate with 1204 rows").waitFor();
  expect(await log.getByText("Finished in state").count()).toBe(0);

  held.open();
  await running;
  await timeline.getByRole("row", { name: /^load, completed/ }).waitFor();
  await page.getByRole("heading", { level: 1 }).locator("xpath=..").getByText("Completed").waitFor();
  await page.getByText("All 2 tasks completed").waitFor();
  await log.getByText("Finished in state Completed").waitFor();
  expect(view.problems).toEqual([]);
});

test("a lost connection is admitted, and what was missed is there after it", { timeout: 90_000 }, async () => {
  const home = await mkdtemp(join(tmpdir(), "weir-home-"));
  const env = { WEIR_SERVER_PORT: String(await freePort()) };
  const before = await startWeir({ home, env });
  recordOn(before);
  await using view = await openView(browser, `${before.url}/runs`);
  const { page } = view;
  await page.locator('[data-live="live"]').waitFor();
  await before.stop();
  await page.locator('[data-live="lost"]').getByText("Reconnecting").waitFor();

  await using after = await startWeir({ home, env });
  expect(after.url).toBe(before.url);
  const open = gate();
  open.open();
  await gated(open)();
  await page.locator('[data-live="live"]').waitFor();
  await page.getByRole("row").filter({ hasText: "gated" }).getByText("Completed").waitFor();
  await after.stop();
  await rm(home, { recursive: true, force: true });
});
