/** Automations as people meet them: what they wait for and do, what they have done, switching and deleting them. */
import { startWeir, type WeirProcess } from "@weir/testkit";
import type { Browser } from "playwright-core";
import { client, type Client } from "weir/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser, openView } from "./browser.ts";
import { lookAt } from "./looks.ts";

let browser: Browser;
let weir: WeirProcess;
let api: Client;
let id: string;

beforeAll(async () => {
  [browser, weir] = await Promise.all([openBrowser(), startWeir()]);
  api = client({ url: weir.apiUrl });
  const made = await api.automations.create({
    name: "watch reports",
    description: "Notes each report",
    tags: ["prod"],
    trigger: { type: "event", posture: "Reactive", expect: ["report.ready"], threshold: 1, within: 0 },
    actions: [{ type: "do-nothing" }],
  });
  id = made.id;
});
afterAll(() => Promise.all([browser.close(), weir.stop()]));

test("the list and an automation are sound", { timeout: 90_000 }, async () => {
  await lookAt(browser, `${weir.url}/automations`, "automations", (page) =>
    page.getByRole("row").filter({ hasText: "when report.ready comes" }).waitFor(),
  );
  await lookAt(browser, `${weir.url}/automations/${id}`, "automation", (page) =>
    page.getByText("Notes each report").first().waitFor(),
  );
});

test("a firing shows by itself", async () => {
  await using view = await openView(browser, `${weir.url}/automations/${id}`);
  const { page } = view;
  await page.getByText("when report.ready comes").waitFor();
  const occurred = new Date().toISOString();
  await api.events.create([
    { id: crypto.randomUUID(), occurred, event: "report.ready", resource: { "prefect.resource.id": "report.daily" } },
  ]);
  const history = page.getByRole("table", { name: "History" });
  await history.getByRole("row", { name: /^fired report\.ready of report\.daily/ }).waitFor();
  await history.getByRole("row", { name: /^do-nothing executed/ }).waitFor();
  expect(view.problems).toEqual([]);
});

test("it is turned off and on, and deleted, by keyboard", async () => {
  await using view = await openView(browser, `${weir.url}/automations`);
  const { page } = view;
  await page.getByRole("link", { name: "watch reports" }).press("Enter");
  await page.getByRole("button", { name: "Turn off" }).press("Enter");
  await page.getByRole("button", { name: "Turn on" }).waitFor();
  expect((await api.automations.read({ id })).enabled).toBe(false);
  await page.getByRole("button", { name: "Turn on" }).press("Enter");
  await page.getByRole("button", { name: "Turn off" }).waitFor();
  await page.getByRole("button", { name: "Delete" }).press("Enter");
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).press("Enter");
  await page.getByText("No automations yet").waitFor();
  expect(await api.automations.count({})).toBe(0);
  expect(view.problems).toEqual([]);
});
