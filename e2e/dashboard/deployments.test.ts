/** Deployments as people meet them: the list, a deployment, runs by hand, pausing, deleting, and why a run waits. */
import { startWeir, type WeirProcess } from "@weir/testkit";
import type { Browser } from "playwright-core";
import { client, type Client } from "weir/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accessibilityFaults, DESKTOP, keepPicture, openBrowser, openView, PHONE } from "./browser.ts";

let browser: Browser;
let weir: WeirProcess;
let api: Client;
let deployment: string;

const SCHEMA = {
  type: "object",
  title: "Parameters",
  required: ["rows"],
  properties: {
    rows: { type: "integer", minimum: 1, position: 0, description: "How many rows to read" },
    mode: { allOf: [{ $ref: "#/definitions/Mode" }], default: "safe", position: 1 },
    dry: { type: "boolean", default: false, position: 2 },
    day: { anyOf: [{ type: "string", format: "date" }, { type: "null" }], position: 3 },
    airports: { type: "array", items: { type: "string" }, position: 4 },
  },
  definitions: { Mode: { enum: ["fast", "safe"], type: "string" } },
};

beforeAll(async () => {
  [browser, weir] = await Promise.all([openBrowser(), startWeir()]);
  api = client({ url: weir.apiUrl });
  await api.workPools.create({ name: "machines", type: "process", base_job_template: {} });
  const flow = await api.flows.create({ name: "etl" });
  const made = await api.deployments.create({
    name: "nightly",
    flow_id: flow.id,
    tags: ["prod"],
    work_pool_name: "machines",
    parameters: { rows: 100 },
    parameter_openapi_schema: SCHEMA,
    enforce_parameter_schema: true,
    schedules: [{ schedule: { cron: "0 6 * * *", timezone: "Europe/Berlin" }, active: true }],
  });
  deployment = made.id;
  const { id } = await api.deployments.createFlowRun({ id: deployment }, { name: "ended" });
  await api.flowRuns.setState({ id }, { force: true, state: { type: "COMPLETED", name: "Completed" } });
});
afterAll(() => Promise.all([browser.close(), weir.stop()]));

const LOOKS = (["light", "dark"] as const).flatMap((theme) => [
  { theme, size: DESKTOP, name: `${theme}-desktop` },
  { theme, size: PHONE, name: `${theme}-phone` },
]);

describe.each(LOOKS)("$name", (look) => {
  test("the list, a deployment, the form and a waiting run are sound", { timeout: 120_000 }, async () => {
    await using view = await openView(browser, `${weir.url}/deployments`, look);
    const { page } = view;
    await page.getByText("1 deployment", { exact: true }).waitFor();
    await page.getByRole("row").filter({ hasText: "etl" }).waitFor();
    await keepPicture(page, `deployments-${look.name}`);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole("link", { name: "nightly" }).click();
    await page.getByText("every day at 06:00 (Europe/Berlin)").waitFor();
    await page.getByRole("table", { name: "Runs", exact: true }).getByRole("link", { name: "ended" }).waitFor();
    await page.getByText("100% of those that ended completed").waitFor();
    await keepPicture(page, `deployment-${look.name}`);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole("button", { name: "Custom run" }).click();
    await page.getByRole("dialog").getByLabel("airports").waitFor();
    await keepPicture(page, `deployment-form-${look.name}`);
    expect(await accessibilityFaults(page, "dialog")).toEqual([]);
    await page.getByRole("dialog").getByRole("button", { name: "Not now" }).click();
    await page.getByRole("button", { name: "Quick run" }).click();
    const why = page.getByRole("region", { name: "Why is it not running?" });
    await why.getByText("weir worker start").first().waitFor();
    await keepPicture(page, `run-why-${look.name}`);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(view.problems).toEqual([]);
  });
});

test("a run with parameters of one's own: what is wrong is said at its field, the rest is sent", async () => {
  await using view = await openView(browser, `${weir.url}/deployments/${deployment}`);
  const { page } = view;
  await page.getByRole("button", { name: "Custom run" }).click();
  const dialog = page.getByRole("dialog", { name: "Run nightly" });
  await dialog.getByLabel("rows").fill("0");
  await dialog.getByLabel("airports").fill("{");
  await dialog.getByRole("button", { name: "Run it" }).click();
  await dialog.getByText("At least 1.").waitFor();
  await dialog.getByText(/^This is not JSON/).waitFor();
  await dialog.getByLabel("rows").fill("7");
  await dialog.getByLabel("mode").selectOption("fast");
  await dialog.getByLabel("dry").selectOption("true");
  await dialog.getByLabel("day").fill("2026-11-23");
  await dialog.getByLabel("airports").fill('["ATL", "JFK"]');
  await dialog.getByLabel("Name of the run").fill("by-hand");
  await dialog.getByRole("button", { name: "Run it" }).click();
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}/);
  const [run] = await api.flowRuns.filter({ flow_runs: { name: { any_: ["by-hand"] } } });
  expect(run!.parameters).toEqual({ rows: 7, mode: "fast", dry: true, day: "2026-11-23", airports: ["ATL", "JFK"] });
  expect(view.problems).toEqual([]);
});

test("by keyboard to the list and into a deployment, where it is paused, resumed and deleted", async () => {
  const { flow_id } = await api.deployments.read({ id: deployment });
  const { id } = await api.deployments.create({ name: "passing", flow_id });
  await using view = await openView(browser, `${weir.url}/runs`);
  const { page } = view;
  await page.getByRole("table", { name: "Runs" }).waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("d");
  await page.getByRole("link", { name: "passing" }).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("passing");
  await page.getByText("1 deployment", { exact: true }).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "passing" }).waitFor();
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByRole("button", { name: "Resume" }).waitFor();
  expect((await api.deployments.read({ id })).paused).toBe(true);
  await page.getByRole("button", { name: "Resume" }).click();
  await page.getByRole("button", { name: "Pause" }).waitFor();
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete it" }).click();
  await page.waitForURL(/\/deployments$/);
  await page.getByRole("link", { name: "passing" }).waitFor({ state: "detached" });
  expect(await api.deployments.filter({ deployments: { id: { any_: [id] } } })).toEqual([]);
});

test("the reference's address leads to the deployment; one that is not there says so", async () => {
  await using view = await openView(browser, `${weir.url}/deployments/deployment/${deployment}`);
  await view.page.getByRole("heading", { name: "nightly" }).waitFor();
  await using missing = await openView(browser, `${weir.url}/deployments/00000000-0000-4000-8000-000000000000`);
  await missing.page.getByText("There is no such deployment").waitFor();
});

test("a server without deployments shows how to make one", async () => {
  await using empty = await startWeir();
  await using view = await openView(browser, `${empty.url}/deployments`);
  await view.page.getByText("No deployments yet").waitFor();
  expect(view.problems).toEqual([]);
});
