/** Work pools as people meet them: what waits where, who works, pausing and limits. */
import { startWeir, type WeirProcess } from "@weir/testkit";
import type { Browser } from "playwright-core";
import { client, type Client } from "weir/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { accessibilityFaults, DESKTOP, keepPicture, openBrowser, openView, PHONE } from "./browser.ts";

let browser: Browser;
let weir: WeirProcess;
let api: Client;

beforeAll(async () => {
  [browser, weir] = await Promise.all([openBrowser(), startWeir()]);
  api = client({ url: weir.apiUrl });
  await api.workPools.create({ name: "machines", type: "process", base_job_template: {} });
  await api.workPools.createQueue({ work_pool_name: "machines" }, { name: "urgent", priority: 1 });
  await api.workPools.heartbeat({ work_pool_name: "machines" }, { name: "worker-1", heartbeat_interval_seconds: 30 });
  await api.workPools.create({ name: "idle", type: "process", base_job_template: {} });
});
afterAll(() => Promise.all([browser.close(), weir.stop()]));

const LOOKS = (["light", "dark"] as const).flatMap((theme) => [
  { theme, size: DESKTOP, name: `${theme}-desktop` },
  { theme, size: PHONE, name: `${theme}-phone` },
]);

test.each(LOOKS)("the list and a pool are sound: $name", { timeout: 60_000 }, async (look) => {
  await using view = await openView(browser, `${weir.url}/work-pools`, look);
  const { page } = view;
  await page.getByRole("row").filter({ hasText: "idle" }).waitFor();
  await keepPicture(page, `work-pools-${look.name}`);
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole("link", { name: "machines" }).click();
  await page.getByRole("row").filter({ hasText: "worker-1" }).getByText("Online").waitFor();
  await page.getByRole("row").filter({ hasText: "urgent" }).waitFor();
  await keepPicture(page, `work-pool-${look.name}`);
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(view.problems).toEqual([]);
});

test("a pool and a queue are paused and resumed, and a limit is set and taken away", async () => {
  await using view = await openView(browser, `${weir.url}/work-pools/machines`);
  const { page } = view;
  const pool = () => api.workPools.read({ name: "machines" });
  await page.getByRole("button", { name: "Pause machines" }).click();
  await page.getByRole("button", { name: "Resume machines" }).waitFor();
  expect((await pool()).is_paused).toBe(true);
  await page.getByRole("button", { name: "Resume machines" }).click();
  await page.getByRole("button", { name: "Pause machines" }).waitFor();
  await page.getByRole("button", { name: "Pause queue urgent" }).click();
  await page.getByRole("button", { name: "Resume queue urgent" }).waitFor();
  expect((await api.workPools.readQueue({ work_pool_name: "machines", name: "urgent" })).is_paused).toBe(true);
  const limit = page.getByLabel("Limit of machines");
  await limit.fill("x");
  expect(await page.getByRole("button", { name: "Save" }).isDisabled()).toBe(true);
  await limit.fill("3");
  await limit.press("Enter");
  await page.getByText("0 of 3").waitFor();
  expect((await pool()).concurrency_limit).toBe(3);
  await limit.fill("");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("0, no limit").first().waitFor();
  await expect.poll(async () => (await pool()).concurrency_limit ?? null).toBe(null);
  expect(view.problems).toEqual([]);
});

test("a pool without workers shows how to start one; a pool that is not there says so", async () => {
  await using view = await openView(browser, `${weir.url}/work-pools/idle`);
  await view.page.getByText("weir worker start --pool idle").waitFor();
  await using missing = await openView(browser, `${weir.url}/work-pools/nowhere`);
  await missing.page.getByText("There is no such work pool").waitFor();
});
