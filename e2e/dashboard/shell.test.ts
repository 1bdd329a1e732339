/** What is around every page: the palette, the keys, and honesty about the connection. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, startWeir, type WeirProcess } from "@weir/testkit";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { accessibilityFaults, keepPicture, openBrowser, openView, PHONE } from "./browser.ts";
import { gate, gated, recordOn } from "./flows.ts";

let browser: Browser;
let weir: WeirProcess;

beforeAll(async () => {
  [browser, weir] = await Promise.all([openBrowser(), startWeir()]);
  recordOn(weir);
  const open = gate();
  open.open();
  await gated(open)();
});
afterAll(() => Promise.all([browser.close(), weir.stop()]));

test.each([
  { name: "dark-desktop", theme: "dark" as const },
  { name: "light-phone", theme: "light" as const, size: PHONE },
])("the palette is sound: $name", async (look) => {
  await using view = await openView(browser, `${weir.url}/runs`, look);
  const { page } = view;
  await page.getByRole("row").filter({ hasText: "gated" }).waitFor();
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByRole("option").filter({ hasText: "gated" }).waitFor();
  await keepPicture(page, `palette-${look.name}`);
  expect(await accessibilityFaults(page, "dialog")).toEqual([]);
  expect(view.problems).toEqual([]);
});

test("the palette finds a flow, opens a run and changes the theme, by keyboard alone", async () => {
  await using view = await openView(browser, `${weir.url}/runs`);
  const { page } = view;
  await page.getByRole("link", { name: "Runs", exact: true }).first().waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("gat");
  await page.getByRole("option", { name: /gated.*Runs of this flow/ }).waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL(/flow%3Agated|flow:gated/);
  await page.getByText("1 run", { exact: true }).waitFor();
  const name = await page.getByRole("table").getByRole("link").innerText();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill(name);
  await page.getByRole("option", { name: new RegExp(name) }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("treegrid").waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("dark");
  await page.getByRole("option", { name: /Dark theme/ }).waitFor();
  await page.keyboard.press("Enter");
  await page.locator('html[data-theme="dark"]').waitFor();
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
  expect(await accessibilityFaults(page, "dialog")).toEqual([]);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.keyboard.press("g");
  await page.keyboard.press("r");
  await page.getByRole("table").waitFor();
  expect(view.problems).toEqual([]);
});

test("a banner says that the page is old, and goes when it has caught up", { timeout: 90_000 }, async () => {
  const home = await mkdtemp(join(tmpdir(), "weir-home-"));
  const env = { WEIR_SERVER_PORT: String(await freePort()) };
  const before = await startWeir({ home, env });
  await using view = await openView(browser, `${before.url}/runs`);
  const { page } = view;
  await page.locator('[data-live="live"]').waitFor();
  await before.stop();
  const banner = page.getByRole("alert").filter({ hasText: "The server cannot be reached" });
  await banner.waitFor();
  await keepPicture(page, "lost");
  expect(await accessibilityFaults(page)).toEqual([]);
  await using after = await startWeir({ home, env });
  await banner.getByRole("button", { name: "Try now" }).click();
  await banner.waitFor({ state: "detached" });
  await page.getByText("No runs yet").waitFor();
  await after.stop();
  await rm(home, { recursive: true, force: true });
});
