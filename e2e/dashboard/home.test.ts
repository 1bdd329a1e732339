/** The home page, limits and variables as people meet them. */
import { startWeir, type WeirProcess } from "@weir/testkit";
import type { Browser } from "playwright-core";
import { flow } from "weir";
import { client, type Client } from "weir/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser, openView } from "./browser.ts";
import { recordOn } from "./flows.ts";
import { lookAt } from "./looks.ts";

let browser: Browser;
let weir: WeirProcess;
let api: Client;
let run: string;

beforeAll(async () => {
  [browser, weir] = await Promise.all([openBrowser(), startWeir()]);
  api = client({ url: weir.apiUrl });
  recordOn(weir);
  await flow({ name: "billing" }, () => {
    throw new TypeError("cannot read invoice 17");
  }).state({});
  const [billing] = await api.flows.filter({});
  await api.workPools.create({ name: "idle", type: "process", base_job_template: {} });
  const { id } = await api.deployments.create({ name: "invoices", flow_id: billing!.id, work_pool_name: "idle" });
  const scheduled = (at: number) => ({
    state: {
      type: "SCHEDULED" as const,
      name: at < Date.now() ? "Late" : "Scheduled",
      state_details: { scheduled_time: new Date(at).toISOString() },
    },
  });
  await api.deployments.createFlowRun({ id }, scheduled(Date.now() + 3_600_000));
  await api.deployments.createFlowRun({ id }, scheduled(Date.now() - 600_000));
  const failing = await api.deployments.createFlowRun({ id }, scheduled(Date.now()));
  for (const type of ["PENDING", "RUNNING", "FAILED"] as const)
    await api.flowRuns.setState({ id: failing.id }, { state: { type, name: type.toLowerCase() }, force: true });
  run = failing.id;
  await api.concurrencyLimitsV2.create({ name: "database", limit: 1 });
  await api.concurrencySlots.acquire({
    lease_id: crypto.randomUUID(),
    wanted: [{ name: "database", slots: 1 }],
    holder: { type: "flow_run", id: run },
  });
  await api.variables.create({ name: "region", value: "eu-west-1", tags: ["prod"] });
});
afterAll(() => Promise.all([browser.close(), weir.stop()]));

test("the home page is sound", { timeout: 90_000 }, async () => {
  await lookAt(browser, weir.url, "home", async (page) => {
    await page.getByText("should have started").waitFor();
    await page.getByRole("table", { name: "Next runs" }).getByText("Scheduled").waitFor();
  });
});

test("each number leads to the list that it counts", async () => {
  await using view = await openView(browser, weir.url);
  const { page } = view;
  const numbers = page.getByRole("list", { name: "Runs now" });
  for (const [label, count, listed] of [
    ["Failed in the last day", 2, "2 runs"],
    ["Late", 1, "1 run"],
  ] as const) {
    await numbers.getByRole("link", { name: `${count} ${label}` }).click();
    await page.getByText(listed, { exact: true }).waitFor();
    await page.goBack();
  }
  const attention = page.getByRole("region", { name: "Needs attention" });
  await attention.getByText("failed in its last run").waitFor();
  await attention.getByText("No worker of work pool 'idle' is online").waitFor();
  await attention.getByRole("link", { name: "database" }).click();
  await page.getByRole("heading", { name: "database", level: 1 }).waitFor();
  expect(view.problems).toEqual([]);
});

test("limits are sound", { timeout: 90_000 }, async () => {
  await lookAt(browser, `${weir.url}/limits`, "limits", (page) => page.getByText("1 of 1").waitFor());
  const { id } = await api.concurrencyLimitsV2.read({ id_or_name: "database" });
  await lookAt(browser, `${weir.url}/limits/${id}`, "limit", (page) =>
    page.getByRole("row").filter({ hasText: "flow run" }).waitFor(),
  );
});

test("variables are sound", { timeout: 90_000 }, async () => {
  await lookAt(browser, `${weir.url}/variables`, "variables", (page) => page.getByText("eu-west-1").waitFor());
  await lookAt(browser, `${weir.url}/variables/region`, "variable", (page) => page.getByText("It is text").waitFor());
});

test("a limit is made, changed and deleted by keyboard alone; slots are taken back", { timeout: 90_000 }, async () => {
  await using view = await openView(browser, `${weir.url}/limits`);
  const { page } = view;
  await page.getByRole("button", { name: "New limit" }).press("Enter");
  await page.getByLabel("Name", { exact: true }).pressSequentially("a/b");
  await page.keyboard.press("Enter");
  await page.getByText("A name without").waitFor();
  await page.getByLabel("Name", { exact: true }).fill("printers");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "printers" }).press("Enter");
  await page.getByRole("button", { name: "Change" }).press("Enter");
  await page.getByLabel("Slots", { exact: true }).fill("3");
  await page.keyboard.press("Enter");
  await page.getByText("0 of 3").waitFor();
  expect((await api.concurrencyLimitsV2.read({ id_or_name: "printers" })).limit).toBe(3);
  await page.getByRole("button", { name: "Delete" }).press("Enter");
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).press("Enter");
  await page.getByText("1 limit", { exact: true }).waitFor();
  await page.getByRole("link", { name: "database" }).click();
  await page.getByRole("button", { name: "Take back" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Take back" }).click();
  await page.getByText("Nobody holds a slot.").waitFor();
  expect((await api.concurrencyLimitsV2.read({ id_or_name: "database" })).active_slots).toBe(0);
  expect(view.problems).toEqual([]);
});

test("a variable is made, read as what it is, renamed and deleted", async () => {
  await using view = await openView(browser, `${weir.url}/variables`);
  const { page } = view;
  await page.getByRole("button", { name: "New variable" }).click();
  await page.getByLabel("Name", { exact: true }).fill("thresholds");
  await page.getByLabel("Value", { exact: true }).fill('{"warn": 0.8}');
  await page.getByText("This is an object.").waitFor();
  await page.getByRole("button", { name: "Create" }).click();
  await page.getByRole("link", { name: "thresholds" }).click();
  expect((await api.variables.readByName({ name: "thresholds" })).value).toEqual({ warn: 0.8 });
  await page.getByRole("button", { name: "Change" }).click();
  await page.getByLabel("Name", { exact: true }).fill("levels");
  await page.getByRole("button", { name: "Save" }).click();
  await page.waitForURL("**/variables/levels");
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByText("1 variable", { exact: true }).waitFor();
  expect(await api.variables.count({})).toBe(1);
  expect(view.problems).toEqual([]);
});

test("a name that is taken is refused where it was typed", async () => {
  await using view = await openView(browser, `${weir.url}/variables`);
  const { page } = view;
  await page.getByRole("button", { name: "New variable" }).click();
  await page.getByLabel("Name", { exact: true }).fill("region");
  await page.getByRole("button", { name: "Create" }).click();
  await page.getByRole("dialog").getByRole("alert").waitFor();
});

test("an empty server teaches", async () => {
  await using empty = await startWeir();
  for (const [path, title] of [
    ["/", "Welcome to Weir"],
    ["/limits", "No limits yet"],
    ["/variables", "No variables yet"],
  ] as const) {
    await using view = await openView(browser, empty.url + path);
    await view.page.getByText(title).waitFor();
    await view.page.getByLabel("example", { exact: true }).waitFor();
    expect(view.problems).toEqual([]);
  }
});
